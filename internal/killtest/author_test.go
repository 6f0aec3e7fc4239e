//go:build unix

package killtest

import (
	"html"
	"net/http"
	"strings"
	"time"
)

// publishes sends a new post, whose words are many, and returns the answer. What
// is acknowledged stands in the ledger.
func (f *life) publishes() (*story, answer) {
	f.t.Helper()
	s := f.l.begin()
	form := entry(s.token)
	form.Set("body", words(s.token, 7)+strings.Repeat(" Many words, each of them dear.", 500))
	var a answer
	s.attempt(stateOf(form, "published"), func() (done bool) {
		var err error
		if a, err = newBrowser(f.p.url, f.cookie).post("/compose", form); err != nil {
			f.t.Errorf("%s: %v", s.token, err)
		}
		if done = a.status == http.StatusSeeOther; done {
			s.path = a.header.Get("Location")
		}
		return done
	})
	return s, a
}

// well publishes a post, which has to go well.
func (f *life) well() *story {
	f.t.Helper()
	s, a := f.publishes()
	a.wants(f.t, "publishing", http.StatusSeeOther)
	return s
}

// refused publishes a post, which must be refused: with a sentence that says
// why, and every word in the form.
func (f *life) refused(sentence string) {
	f.t.Helper()
	for range 40 { // room within the file may take some
		s, a := f.publishes()
		if a.status == http.StatusSeeOther {
			continue
		}
		to := s.tried[0]
		a.wants(f.t, "publishing", http.StatusServiceUnavailable, html.EscapeString(sentence), html.EscapeString(strings.TrimSpace(to.body[len(to.body)-200:])), to.url, `value="`+to.title+`"`)
		return
	}
	f.t.Errorf("posts are taken as if nothing were the matter")
}

// read fails the test unless readers get their pages.
func (f *life) read(s *story) {
	f.t.Helper()
	b := f.p.reader()
	defer b.CloseIdleConnections()
	for _, path := range []string{"/", s.path, "/tags/fault/", "/feed.xml", "/search?q=" + s.token, "/healthz"} {
		b.page(f.t, path).wants(f.t, path, http.StatusOK)
	}
}

// calm fails the test if the program's log grows without end.
func (f *life) calm() {
	f.t.Helper()
	before := strings.Count(f.p.log.String(), "\n")
	time.Sleep(300 * time.Millisecond)
	if n := strings.Count(f.p.log.String(), "\n"); n-before > 5 || n > 400 {
		f.t.Errorf("the log has %d lines, %d more without a request: %.3000s", n, n-before, f.p.log)
	}
}
