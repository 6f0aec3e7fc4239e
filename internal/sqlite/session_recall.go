package sqlite

import (
	"sync"

	"pullquote/internal/blog"
)

// manySessions is how many sessions are remembered. Each takes less than a
// kilobyte.
const manySessions = 1000

// sessions remembers which sessions were found, by the hash of their token, so
// that not each request of somebody who is signed in reads session and author
// again. What is remembered is good as long as nothing was committed that may have
// changed a session or an author: forget says so of a change to sessions, and the
// Store's Unchanged of every other, also of one by another program.
type sessions struct {
	mu        sync.Mutex
	found     map[string]foundSession
	forgotten uint64 // how often forget was called
}

type foundSession struct {
	session    blog.Session
	author     blog.Author
	generation uint64 // before it was read
}

// recall gives what is remembered of a session. What it gives as forgotten goes
// to remember, once the session was read.
func (s *sessions) recall(tokenHash []byte) (found foundSession, ok bool, forgotten uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok = s.found[string(tokenHash)]
	return found, ok, s.forgotten
}

// remember keeps what was read of a session, unless sessions have changed since
// recall was asked for it.
func (s *sessions) remember(tokenHash []byte, found foundSession, forgotten uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forgotten != forgotten {
		return
	}
	if s.found == nil || len(s.found) >= manySessions {
		s.found = map[string]foundSession{}
	}
	s.found[string(tokenHash)] = found
}

// forget is called after each commit that changes or ends sessions.
func (s *sessions) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = nil
	s.forgotten++
}
