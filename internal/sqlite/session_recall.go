package sqlite

import (
	"sync"

	"pullquote/internal/blog"
)

// manySessions is how many sessions are cached. Each takes less than a kilobyte.
const manySessions = 1000

// sessions caches sessions by the hash of their token, so that not every request
// of somebody who is signed in reads session and author again. The cache is valid
// as long as no commit may have changed a session or an author: forget is called
// for changes to sessions, and the Store's Unchanged detects every other change,
// also one by another program.
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

// recall returns a cached session. The result forgotten has to be passed to
// remember after the session was read.
func (s *sessions) recall(tokenHash []byte) (found foundSession, ok bool, forgotten uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok = s.found[string(tokenHash)]
	return found, ok, s.forgotten
}

// remember caches a session, unless sessions have changed since the call to
// recall.
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

// forget clears the cache. It is called after each commit that changes or ends
// sessions.
func (s *sessions) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = nil
	s.forgotten++
}
