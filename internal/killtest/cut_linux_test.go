package killtest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// cutEach is up to which call each is cut; of later ones, some are.
const cutEach = 24

// cutMost is more system calls of a kind than any action makes.
const cutMost = 3000

// eachCut runs an action, killed before its first call of a kind, then before
// its second, and so on until it is not killed any more. A short run tries the
// writes and one other kind, here and there, elsewhere from run to run.
func eachCut(t *testing.T, action func(t *testing.T, c *cut) (wasCut bool)) {
	canFollow(t)
	rng := chance(t)
	names := slices.Sorted(maps.Keys(kinds))
	if !thorough() {
		others := slices.DeleteFunc(names, func(kind string) bool { return kind == "write" })
		names = []string{"write", others[rng.IntN(len(others))]}
	}
	for _, kind := range names {
		t.Run(kind, func(t *testing.T) {
			n, cuts := int64(1), 0
			for ; n < cutMost; n++ {
				switch {
				case !thorough() && n > 1:
					n += rng.Int64N(6)
				case n > cutEach:
					n += rng.Int64N(n / 4)
				}
				c := &cut{calls: kinds[kind], at: n}
				if !action(t, c) {
					break
				}
				if cuts++; t.Failed() {
					t.Fatalf("killed before %s %d", kind, n)
				}
				if !thorough() && cuts == 2 {
					break
				}
			}
			if n >= cutMost {
				t.Error("it never comes to its end")
			}
			t.Logf("killed %d times", cuts)
		})
	}
}

func TestPublishingIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	f.p.stop()
	eachCut(t, func(t *testing.T, c *cut) bool {
		p, wasCut := serveCut(t, f.data, c, false)
		s := f.l.begin()
		form := entry(s.token)
		w := newWindow(p.url, f.cookie, f.l, f.rng, nil)
		c.armed.Store(true)
		s.attempt(stateOf(form, "published"), func() bool { return w.send(s, "/compose", form) })
		was := f.ended(t, p, wasCut, w)
		// Who got no answer sends the form again, and it is one post.
		f.p = serve(t, f.data)
		defer f.p.kill()
		w = newWindow(f.p.url, f.cookie, f.l, f.rng, nil)
		f.l.stories[s.token] = s
		if !s.attempt(stateOf(form, "published"), func() bool { return w.send(s, "/compose", form) }) {
			t.Errorf("sent again: %q", w.faults)
		}
		f.l.check(t, checkFile(t, f.data))
		return was
	})
}

// ended kills a program that was not cut, and checks the blog that it left.
func (f *life) ended(t *testing.T, p *program, wasCut func() bool, w *window) bool {
	t.Helper()
	p.kill()
	was := wasCut()
	for _, fault := range w.faults {
		t.Error(fault)
	}
	again := serve(t, f.data)
	checkWorld(t, again, f.l)
	again.kill()
	return was
}

func TestEditingIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	w := newWindow(f.p.url, f.cookie, f.l, f.rng, nil)
	w.create()
	checkWorld(t, f.p, f.l)
	f.p.kill()
	own := w.own
	if own[0].sure.shelf == "draft" {
		t.Log("a draft is edited")
	}
	eachCut(t, func(t *testing.T, c *cut) bool {
		p, wasCut := serveCut(t, f.data, c, false)
		w := newWindow(p.url, f.cookie, f.l, f.rng, own)
		c.armed.Store(true)
		w.edit(own[0])
		return f.ended(t, p, wasCut, w)
	})
}

func TestPostingFromTheCommandLineIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	f.p.stop()
	eachCut(t, func(t *testing.T, c *cut) bool {
		s := f.l.begin()
		to := stateOf(entry(s.token), "published")
		to.body = strings.TrimSpace(to.body)
		var was bool
		s.attempt(to, func() (done bool) {
			var printed string
			printed, was, done = c.command(t, f.data, to.body, "post", to.url, "--title", to.title, "--body", "-", "--tag", "fault", "--tag", s.token)
			if done {
				s.path = pathOf(printed)
			}
			return done
		})
		again := serve(t, f.data)
		checkWorld(t, again, f.l)
		again.kill()
		return was
	})
}

// Each cut has a blog of its own: a rehearsal copies the blog, so that one which
// grows would make more calls each time.
func TestAnImportIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	f.p.stop()
	const items = 30
	text := archive(t, "crate", items)
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(f.data)); err != nil {
			t.Fatal(err)
		}
		p, wasCut := serveCut(t, data, c, false)
		c.armed.Store(true)
		if begun(newBrowser(p.url, f.cookie), "crate.json", text) != "" {
			p.working(t)
		}
		p.kill()
		was := wasCut()
		again := serve(t, data)
		settled(t, data)
		if n := cameIn(checkFile(t, data), "crate", items); n != items && n != 0 {
			t.Errorf("%d of %d items came in", n, items)
		} else if n == 0 && !was {
			t.Error("nothing came in")
		}
		again.kill()
		return was
	})
}

// working waits until no import is under way any more, or the program has
// ended.
func (p *program) working(t *testing.T) {
	t.Helper()
	for {
		select {
		case <-p.ended:
			return
		case <-time.After(20 * time.Millisecond):
		}
		if n, _ := moving(t, p.data); n == 0 {
			return
		}
	}
}
