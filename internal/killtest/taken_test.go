//go:build unix

package killtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// waitFor waits until the program has logged something that fits, and returns what
// the first group of that is.
func (p *program) waitFor(t *testing.T, words string) string {
	t.Helper()
	fits := regexp.MustCompile(words)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := fits.FindStringSubmatch(p.log.String()); found != nil {
			return found[len(found)-1]
		}
	}
	t.Fatalf("the log does not say %s: %s", words, p.log)
	return ""
}

// waitQuietly waits until the server has seen the database as it is now: one that
// has changed within a second is not written to, but copied.
func (p *program) waitQuietly() { time.Sleep(2500 * time.Millisecond) }

// take deletes files of a blog that is served.
func (f *life) take(endings ...string) {
	f.t.Helper()
	for _, ending := range endings {
		if err := os.Remove(filepath.Join(f.data, "pullquote.db"+ending)); err != nil {
			f.t.Fatal(err)
		}
	}
}

const secured = `all that was saved is in the database`

func TestALogThatIsDeletedWhileTheBlogIsServedLosesNoWord(t *testing.T) {
	for name, endings := range map[string][]string{"the log": {"-wal"}, "the log and its index": {"-wal", "-shm"}} {
		t.Run(name, func(t *testing.T) {
			f := newLife(t)
			first := f.well()
			last := f.well()
			f.p.waitQuietly()
			f.take(endings...)
			f.p.waitFor(t, secured)
			f.refused("was moved, deleted or replaced")
			f.read(last)
			f.p.kill()
			f.p = serve(t, f.data)
			f.read(first)
			f.read(last)
			checkWorld(t, f.p, f.l)
			f.well()
		})
	}
}

// A command that opened the database would begin a log of its own, which the
// server knows nothing of, and whose posts are lost with it.
func TestNoCommandBeginsALogBesideAServerThatHasLostItsOwn(t *testing.T) {
	for name, noticed := range map[string]bool{"the server has not noticed it yet": false, "the server has noticed it": true} {
		t.Run(name, func(t *testing.T) {
			f := newLife(t)
			first := f.well()
			f.p.waitQuietly()
			f.take("-wal")
			if noticed {
				f.p.waitFor(t, secured)
			}
			for _, command := range [][]string{{"post", "https://news.example/beside"}, {"backup", filepath.Join(t.TempDir(), "copy.db")}, {"doctor", "--repair"}} {
				if _, log, err := run(t, t.Context(), f.data, "", command...); err == nil || !strings.Contains(log, "Restart the server, and try again.") {
					t.Errorf("%s says %q (%v)", command[0], log, err)
				}
			}
			report, _, _ := run(t, t.Context(), f.data, "", "doctor")
			if !strings.Contains(report, "was deleted, moved or replaced while the server has it open") || !strings.Contains(report, "1 post\n") || strings.Contains(report, "damaged") {
				t.Errorf("the doctor says %s", report)
			}
			if _, err := os.Stat(filepath.Join(f.data, "pullquote.db-wal")); err == nil {
				t.Error("there is another log")
			}
			f.p.reader().page(t, "/archive/").wants(t, "/archive/", 200)
			f.p.kill()
			f.p = serve(t, f.data)
			f.read(first)
			f.well()
			checkWorld(t, f.p, f.l)
		})
	}
}

// Another program does begin a log of its own. When the one that has the old log open
// ends, it must not bring that in.
func TestWhatOthersSaveBesideAServerWhoseLogIsGoneIsKept(t *testing.T) {
	for name, end := range map[string]func(*program){"it is stopped": (*program).stop, "it is killed": (*program).kill} {
		t.Run(name, func(t *testing.T) {
			f := newLife(t)
			first := f.well()
			f.p.waitQuietly()
			f.take("-wal")
			f.p.waitFor(t, secured)
			f.sql(`UPDATE setting SET tagline = 'Said beside'`)
			// The server reads of two logs, and does not take that for damage.
			f.p.waitQuietly()
			b := newBrowser(f.p.url, f.cookie)
			for _, page := range []string{"/", first.path, "/archive/", "/healthz"} {
				if a := b.page(t, page); strings.Contains(a.body, "damaged") || a.status != 503 {
					t.Errorf("%s is answered with %d: %s", page, a.status, a.body)
				}
			}
			f.p.waitFor(t, `moved, deleted or replaced while the program ran, and can't be read`)
			if strings.Contains(f.p.log.String(), "damaged") {
				t.Errorf("the log speaks of damage: %s", f.p.log)
			}
			end(f.p)
			f.p = serve(t, f.data)
			f.read(first)
			if f.number(`SELECT count(*) FROM setting WHERE tagline = 'Said beside'`) != 1 {
				t.Error("what the other program has saved is lost")
			}
			f.well()
		})
	}
}

func TestADatabaseThatIsDeletedWhileItIsServedComesBackFromItsCopy(t *testing.T) {
	f := newLife(t)
	f.well()
	last := f.well()
	f.take("", "-wal", "-shm")
	copied := f.p.waitFor(t, ` copy=(\S+\.db)`)
	f.refused("was moved, deleted or replaced")
	f.p.kill()
	if _, log, err := run(t, t.Context(), f.data, "", "restore", "--force", copied); err != nil {
		t.Fatalf("restoring %s: %v: %s", copied, err, log)
	}
	f.p = serve(t, f.data)
	f.read(last)
	checkWorld(t, f.p, f.l)
	f.well()
}

func TestACopyOfWhatWasSavedIsSpokenOfUntilItIsGone(t *testing.T) {
	f := newLife(t)
	f.well()
	f.p.stop()
	copied := filepath.Join(f.data, "pullquote-saved-20260102-030405.db")
	if err := os.Rename(filepath.Join(f.data, "pullquote.db"), copied); err != nil {
		t.Fatal(err)
	}
	if _, log, err := run(t, t.Context(), f.data, "", "restore", copied); err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	f.p = serve(t, f.data)
	f.p.waitFor(t, `bring the copy back; else delete it.*pullquote-saved-20260102-030405\.db`)
	if report, _, _ := run(t, t.Context(), f.data, "", "doctor"); !strings.Contains(report, copied) {
		t.Errorf("the doctor does not speak of it: %s", report)
	}
	if err := os.Remove(copied); err != nil {
		t.Fatal(err)
	}
	if report, _, _ := run(t, t.Context(), f.data, "", "doctor"); strings.Contains(report, "was saved by then") {
		t.Errorf("the doctor speaks of a copy that is gone: %s", report)
	}
}
