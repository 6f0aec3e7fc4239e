//go:build unix

package killtest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// life is a blog that is killed again and again.
type life struct {
	t      *testing.T
	rng    *rand.Rand
	data   string
	l      *ledger
	p      *program
	cookie *http.Cookie
	own    [][]*story // of each window
	starts []time.Duration
}

// windows is how many the author writes in at once.
const windows = 3

func newLife(t *testing.T) *life {
	f := &life{t: t, rng: chance(t), data: blogIn(t, t.TempDir()), l: newLedger(), own: make([][]*story, windows)}
	f.p = serve(t, f.data)
	f.cookie = f.p.signIn()
	return f
}

// instant is when the program is killed: mostly soon, when all begins at once.
func (f *life) instant() time.Duration {
	most := []time.Duration{3 * time.Millisecond, 20 * time.Millisecond, 80 * time.Millisecond, 300 * time.Millisecond}
	return time.Duration(f.rng.Int64N(int64(most[f.rng.IntN(len(most))])))
}

// killDuring lets the works run beside each other until the program is killed.
// Each ends by itself when the program does.
func (f *life) killDuring(works ...func(*rand.Rand)) {
	var all sync.WaitGroup
	for _, work := range works {
		rng := rand.New(rand.NewPCG(f.rng.Uint64(), 0))
		all.Go(func() { work(rng) })
	}
	time.Sleep(f.instant())
	f.p.kill()
	all.Wait()
}

// begin starts the program again, which now and then is killed before it
// serves, and checks everything.
func (f *life) begin() {
	f.t.Helper()
	for f.rng.IntN(3) == 0 {
		p := launch(f.t, f.data)
		time.Sleep(time.Duration(f.rng.Int64N(int64(60 * time.Millisecond))))
		p.kill()
	}
	f.p = serve(f.t, f.data)
	f.starts = append(f.starts, f.p.took)
	checkWorld(f.t, f.p, f.l)
	for i := range f.own {
		f.own[i] = slices.DeleteFunc(f.own[i], func(s *story) bool { return f.l.stories[s.token] == nil })
	}
	if f.t.Failed() {
		f.t.FailNow()
	}
}

// writing returns a work: the author writes in window i.
func (f *life) writing(i int) func(*rand.Rand) {
	return func(rng *rand.Rand) {
		w := newWindow(f.p.url, f.cookie, f.l, rng, f.own[i])
		w.write()
		f.own[i] = w.own
		for _, fault := range w.faults {
			f.t.Error(fault)
		}
	}
}

// commanding returns a work: posts come from the command line, beside the server.
// They are killed at an instant of their own.
func (f *life) commanding(rng *rand.Rand) {
	until, cancel := context.WithTimeout(f.t.Context(), time.Duration(rng.Int64N(int64(400*time.Millisecond))))
	defer cancel()
	for until.Err() == nil {
		s := f.l.begin()
		form := entry(s.token)
		body := strings.TrimSuffix(form.Get("body"), " ")
		to := stateOf(form, "published")
		to.body = body
		s.attempt(to, func() bool {
			out, log, err := run(f.t, until, f.data, body, "post", to.url, "--title", to.title, "--body", "-", "--tag", "fault", "--tag", s.token)
			if err != nil && until.Err() == nil {
				f.t.Errorf("post: %v: %s", err, log)
			}
			if err == nil {
				s.path = pathOf(out)
			}
			return err == nil
		})
	}
}

// pathOf returns the path of the address that a command printed.
func pathOf(printed string) string {
	printed = strings.TrimSpace(printed)
	_, rest, _ := strings.Cut(printed, "://")
	return rest[strings.Index(rest, "/"):]
}

// quick fails the test if the program is slow to start: it is a quarter of the
// starts that counts, other programs hold the machine now and then.
func (f *life) quick() {
	slices.Sort(f.starts)
	if n := len(f.starts); n > 0 {
		f.t.Logf("%d starts, the median took %s, the slowest %s", n, f.starts[n/2], f.starts[n-1])
		if f.starts[n/4] > time.Second {
			f.t.Error("the program does not start within a second")
		}
	}
}

func TestWhoIsKilledWhileWritingLosesNothing(t *testing.T) {
	f := newLife(t)
	for range max(*kills/2, 1) {
		f.killDuring(f.writing(0), f.writing(1), f.writing(2), f.commanding)
		f.begin()
	}
	f.quick()
	t.Logf("%d posts were written", len(f.l.stories))
}
