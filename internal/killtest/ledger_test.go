//go:build unix

package killtest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// state is what a post says, or is about to say.
type state struct {
	shelf string // published, draft or trash; purged: it is not there any more
	title string
	body  string
	tags  string
	url   string
}

// story is a post and what is known of it.
type story struct {
	token   string  // the first word of its title, which no other has
	id      int64   // 0: not known yet
	version int64   // as stored
	path    string  // as it was acknowledged; empty: not known yet
	sure    *state  // as it was acknowledged last; nil: never
	tried   []state // sent since, and not acknowledged
}

// ledger holds what was written, and what of it was acknowledged. Each story
// belongs to one writer at a time.
type ledger struct {
	mu      sync.Mutex
	stories map[string]*story
	purged  []string // the addresses of posts that are there no more
	next    int
}

func newLedger() *ledger { return &ledger{stories: map[string]*story{}} }

// begin notes a new story.
func (l *ledger) begin() *story {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	s := &story{token: fmt.Sprintf("tale%dx", l.next)}
	l.stories[s.token] = s
	return s
}

// tokens returns all stories in a fixed order.
func (l *ledger) tokens() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]string, 0, len(l.stories))
	for token := range l.stories {
		out = append(out, token)
	}
	slices.Sort(out)
	return out
}

// attempt runs one change of a story: what is sent is noted before it goes out,
// and taken for sure when the answer came.
func (s *story) attempt(to state, send func() (acknowledged bool)) bool {
	s.tried = append(s.tried, to)
	if !send() {
		return false
	}
	s.sure, s.tried = &to, nil
	return true
}

// window is a window in which the author writes, until the connection breaks.
type window struct {
	b      *browser
	l      *ledger
	rng    *rand.Rand
	own    []*story
	faults []string // answers that nobody should get
}

func newWindow(url string, cookie *http.Cookie, l *ledger, rng *rand.Rand, own []*story) *window {
	return &window{b: newBrowser(url, cookie), l: l, rng: rng, own: own}
}

// write goes on until an answer does not come.
func (w *window) write() {
	for w.step() {
		if w.rng.IntN(4) == 0 {
			_, _ = w.b.get("/nothing/here/" + fmt.Sprint(w.rng.IntN(50))) // it is missed, and counted
		}
	}
	w.b.CloseIdleConnections()
}

// step does one thing, and reports whether it was answered.
func (w *window) step() bool {
	s := w.known()
	if s == nil || w.rng.IntN(3) == 0 {
		return w.create()
	}
	switch {
	case s.sure.shelf == "trash" && w.rng.IntN(3) == 0:
		return w.move(s, "purge", "purged")
	case s.sure.shelf == "trash":
		return w.move(s, "restore", "published")
	case s.sure.shelf == "published" && w.rng.IntN(4) == 0:
		return w.move(s, "trash", "trash")
	}
	return w.edit(s)
}

// move does something to a post that brings it to another shelf.
func (w *window) move(s *story, does, shelf string) bool {
	to := *s.sure
	to.shelf = shelf
	return s.attempt(to, func() bool { return w.send(s, fmt.Sprintf("/posts/%d/%s", s.id, does), nil) })
}

// known returns one of the window's stories that can be changed; nil if there is
// none.
func (w *window) known() *story {
	if len(w.own) == 0 {
		return nil
	}
	if s := w.own[w.rng.IntN(len(w.own))]; s.id != 0 && s.sure != nil && s.sure.shelf != "purged" && len(s.tried) == 0 {
		return s
	}
	return nil
}

func (w *window) create() bool {
	s := w.l.begin()
	form := entry(s.token)
	form.Set("body", words(s.token, 1+w.rng.IntN(99)))
	shelf := "published"
	if w.rng.IntN(4) == 0 {
		shelf = "draft"
		form.Set("action", "draft")
	}
	w.own = append(w.own, s)
	return s.attempt(stateOf(form, shelf), func() bool { return w.send(s, "/compose", form) })
}

func (w *window) edit(s *story) bool {
	form := entry(s.token)
	form.Set("title", fmt.Sprintf("%s retold %d", s.token, w.rng.IntN(1000)))
	form.Set("body", words(s.token, 1+w.rng.IntN(99)))
	form.Set("tags", fmt.Sprintf("fault, again %d", w.rng.IntN(9)))
	form.Set("version", fmt.Sprint(s.version))
	shelf := s.sure.shelf
	if shelf == "draft" && w.rng.IntN(2) == 0 {
		form.Set("action", "draft")
	} else {
		shelf = "published"
	}
	done := s.attempt(stateOf(form, shelf), func() bool { return w.send(s, fmt.Sprintf("/posts/%d/edit", s.id), form) })
	if done {
		s.version++
	}
	return done
}

func stateOf(form url.Values, shelf string) state {
	return state{shelf: shelf, title: form.Get("title"), body: form.Get("body"), tags: form.Get("tags"), url: form.Get("url")}
}

// send sends a form and reports whether it was acknowledged.
func (w *window) send(s *story, path string, form url.Values) bool {
	a, err := w.b.post(path, form)
	if err != nil {
		return false
	}
	if a.status != http.StatusSeeOther {
		w.faults = append(w.faults, fmt.Sprintf("%s of %s: %d: %.2000s", path, s.token, a.status, a.body))
		return false
	}
	to := a.header.Get("Location")
	if !strings.HasPrefix(to, "/posts/") && !strings.HasPrefix(to, "/desk") {
		s.path = to
	}
	return true
}
