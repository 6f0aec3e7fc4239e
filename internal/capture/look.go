package capture

import (
	"context"
	"strings"
	"sync"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// Outside fetches pages. It is implemented by fetch.Client.
type Outside interface {
	About(ctx context.Context, address string) (blog.About, error)
}

// How long metadata is cached, and of how many pages, so that a form that asks again
// while it is open, or in another tab, does not fetch the page again.
const (
	lookLife = 10 * time.Minute
	lookMost = 64
)

// lookAtOnce limits how many pages are fetched at a time.
const lookAtOnce = 16

// Look fetches and caches the metadata of pages. It is safe for concurrent use.
type Look struct {
	outside Outside
	now     func() time.Time

	mu     sync.Mutex
	looks  map[string]*look
	asking int
}

// look is one fetch. done is closed when it has finished.
type look struct {
	begun time.Time
	done  chan struct{}
	about blog.About
	err   error
}

// NewLook returns a Look that fetches pages through outside.
func NewLook(outside Outside, now func() time.Time) *Look {
	return &Look{outside: outside, now: now, looks: map[string]*look{}}
}

// About returns the metadata of a page. If the context ends before, it fails with
// the context's error, but the fetch goes on, for the next caller. It also fails as
// outside does.
func (l *Look) About(ctx context.Context, address string) (blog.About, error) {
	asked := l.ask(ctx, address)
	select {
	case <-asked.done:
		return asked.about, asked.err
	case <-ctx.Done():
		return blog.About{}, ctx.Err()
	}
}

// ask starts a fetch unless one is in progress or cached.
func (l *Look) ask(ctx context.Context, address string) *look {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for key, old := range l.looks {
		if now.Sub(old.begun) > lookLife || len(l.looks) >= lookMost {
			delete(l.looks, key)
		}
	}
	if known := l.looks[address]; known != nil {
		return known
	}
	asked := &look{begun: now, done: make(chan struct{})}
	if l.asking >= lookAtOnce {
		asked.err = &blog.Error{Kind: blog.TooMany, Field: "url", Message: "Many pages are being asked at this moment. Try again in a few seconds, or type the title by hand."}
		close(asked.done)
		return asked
	}
	l.looks[address] = asked
	l.asking++
	go func() {
		defer close(asked.done)
		defer l.answered()
		asked.err = blog.Contain(func() (err error) {
			asked.about, err = l.outside.About(context.WithoutCancel(ctx), address)
			return err
		})
		if asked.err != nil {
			l.forget(address, asked)
		}
	}()
	return asked
}

func (l *Look) answered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asking--
}

// forget removes a failed fetch, so that the next caller tries again.
func (l *Look) forget(address string, asked *look) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.looks[address] == asked {
		delete(l.looks, address)
	}
}

// Into fetches the page of an entry and fills in the title, if the entry has none,
// and the metadata of its source. It fails as About does, and with Invalid for an
// invalid address; then the entry is unchanged.
func (l *Look) Into(ctx context.Context, e *publish.Entry) error {
	address := strings.TrimSpace(e.URL)
	if err := blog.CheckURL("url", address); err != nil {
		return err
	}
	about, err := l.About(ctx, address)
	if err != nil {
		return err
	}
	if e.Title == "" {
		e.Title = blog.Line(about.Title, blog.MaxTitle-1)
	}
	if about.URL = ""; about != (blog.About{}) {
		e.Source.About = about
	}
	return nil
}
