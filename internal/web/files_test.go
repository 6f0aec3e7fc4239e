package web

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// shelf is a cache of files of ten bytes each, with room for twenty bytes, and the
// number of reads.
type shelf struct {
	*files
	loads atomic.Int64
}

func newShelf() *shelf {
	s := &shelf{}
	s.files = newFiles(func(_ context.Context, name string) (sqlite.Media, error) {
		if name == "none" {
			return sqlite.Media{}, &blog.Error{Kind: blog.NotFound, Message: "There is no such file."}
		}
		s.loads.Add(1)
		return sqlite.Media{Data: []byte(strings.Repeat(name, 10))}, nil
	}, time.Now)
	s.most = 20
	return s
}

// take starts sending a file.
func (s *shelf) take(t *testing.T, name string, cut func()) (done func()) {
	t.Helper()
	m, done, err := s.open(t.Context(), name, cut)
	if err != nil || string(m.Data) != strings.Repeat(name, 10) {
		t.Fatalf("%s is %q, %v", name, m.Data, err)
	}
	return done
}

func TestAFileIsInMemoryOnceHoweverManyTakeIt(t *testing.T) {
	s := newShelf()
	for range 100 {
		defer s.take(t, "a", nil)()
	}
	if s.loads.Load() != 1 || s.bytes != 10 {
		t.Errorf("it was read %d times, and takes %d bytes", s.loads.Load(), s.bytes)
	}
	if _, _, err := s.open(t.Context(), "none", nil); blog.KindOf(err) != blog.NotFound {
		t.Errorf("what is not there: %v", err)
	}
}

func TestFilesThatNobodyTakesStayAsLongAsThereIsRoom(t *testing.T) {
	s := newShelf()
	for _, name := range []string{"a", "b", "a", "c", "d", "c"} {
		s.take(t, name, nil)()
	}
	if s.loads.Load() != 4 || s.bytes != 20 {
		t.Errorf("%d were read, and %d bytes are held", s.loads.Load(), s.bytes)
	}
	if s.bytes > 20 || len(s.held) > 2 {
		t.Errorf("%d bytes are held in %d files", s.bytes, len(s.held))
	}
}

func TestWhoTakesAFileSlowlyMakesRoomForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		for _, name := range []string{"a", "b", "c"} {
			gone := false
			var done func()
			done = s.take(t, name, func() {
				if !gone {
					gone = true
					go done()
				}
			})
		}
		begin := time.Now()
		defer s.take(t, "d", nil)()
		if waited := time.Since(begin); waited < filePatience || waited > filePatience+time.Second {
			t.Errorf("the next one waited for %s", waited)
		}
		if s.bytes > 30 {
			t.Errorf("%d bytes are held", s.bytes)
		}
	})
}

func TestWhereNobodyCanBeCutTheNextOneIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		for _, name := range []string{"a", "b", "c"} {
			s.take(t, name, func() {})
		}
		if _, _, err := s.open(t.Context(), "d", nil); blog.KindOf(err) != blog.TooMany {
			t.Errorf("there is no room: %v", err)
		}
		defer s.take(t, "a", nil)()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := s.open(ctx, "d", nil); err != context.Canceled {
			t.Errorf("who has gone away is told %v", err)
		}
	})
}
