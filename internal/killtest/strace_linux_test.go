package killtest

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// inject makes system calls of the program fail, or take their time, until the
// function that it gives is called. What and how is strace's syntax: see its
// manual, under Tampering. A path limits that to one file.
func (p *program) inject(calls, how string, path ...string) (mend func()) {
	p.t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		p.t.Skip("faults of the disk are made by strace, which is not here")
	}
	said := newShown()
	args := []string{"-f", "-p", fmt.Sprint(p.cmd.Process.Pid), "-o", os.DevNull, "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + how}
	for _, p := range path {
		args = append(args, "-P", p)
	}
	cmd := exec.Command("strace", args...)
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); !strings.Contains(said.String(), "attached"); time.Sleep(time.Millisecond) {
		if strings.Contains(said.String(), "not permitted") || strings.Contains(said.String(), "not implemented") || time.Now().After(deadline) {
			p.t.Skipf("strace can't follow the program here: %s", said)
		}
	}
	time.Sleep(20 * time.Millisecond) // it follows one thread after the other
	end := sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it lets the program go
		_ = cmd.Wait()
	})
	p.t.Cleanup(end)
	return end
}

// under returns the command below which a program is started whose system calls
// fail, as inject says.
func under(t *testing.T, calls, how string) []string {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("faults of the disk are made by strace, which is not here")
	}
	if out, err := exec.Command("strace", "-o", os.DevNull, binary, "version").CombinedOutput(); err != nil {
		t.Skipf("strace can't follow the program here: %s", out)
	}
	return []string{"strace", "-f", "-o", os.DevNull, "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + how}
}

func TestADiskThatCanNotShareMemoryIsNamed(t *testing.T) {
	data := blogIn(t, t.TempDir())
	with := append(under(t, "mmap", "error=ENODEV"), "-P", filepath.Join(data, "pullquote.db-shm"))
	p := launch(t, data, with...)
	<-p.ended
	if !strings.Contains(p.log.String(), "Put the data folder on a disk of this machine.") {
		t.Errorf("it says %q", p.log)
	}
	serve(t, data)
}

func TestWhatTheDiskRefusesIsNotAcknowledged(t *testing.T) {
	f, all := newLife(t), t
	first := f.well()
	for _, tc := range []struct{ name, calls, how, says string }{
		{"a sync that fails", "fsync,fdatasync", "error=EIO", "the disk reports a fault"},
		{"a write that fails", "pwrite64", "error=EIO", "the disk reports a fault"},
		{"a write for which there is no room", "pwrite64", "error=ENOSPC", "the disk is full"},
		{"a disk that became read-only", "pwrite64,ftruncate", "error=EROFS", "Nothing was saved"},
		{"a sync that fails now and then", "fsync,fdatasync", "error=EIO:when=1+3", "the disk reports a fault"},
		{"every second write fails", "pwrite64", "error=EIO:when=2+2", "the disk reports a fault"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f.t, f.p.t = t, t
			mend := f.p.inject(tc.calls, tc.how)
			var refused *story
			for range 5 {
				s, a := f.publishes()
				if a.status == http.StatusSeeOther {
					continue
				}
				a.wants(t, "publishing", http.StatusServiceUnavailable, html.EscapeString(tc.says), "Many words, each of them dear.")
				refused = s
			}
			if refused == nil {
				t.Error("everything was taken")
			}
			f.read(first)
			mend()
			// Sent again as the form says, it is there once.
			f.well()
			f.calm()
			checkWorld(t, f.p, f.l)
			f.p.kill()
			f.p = serve(all, f.data)
			checkWorld(t, f.p, f.l)
		})
	}
}

// What is committed stands in the log. That it can't be brought from there into
// the file is no reason to refuse a post, nor to lose one.
func TestALogThatCanNotBeBroughtInLosesNothing(t *testing.T) {
	for _, tc := range []struct{ name, calls, how string }{
		{"the file can't be written to", "pwrite64", "error=EIO"},
		{"the file can't be synced", "fsync,fdatasync", "error=EIO"},
		{"one write of three fails", "pwrite64", "error=ENOSPC:when=2+3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newLife(t)
			database := filepath.Join(f.data, "pullquote.db")
			mend := f.p.inject(tc.calls, tc.how, database)
			var last *story
			for round := 0; round < 500; round++ {
				last = f.well()
				// A thousand pages are when SQLite begins to bring the log in.
				if info, err := os.Stat(database + "-wal"); err != nil || info.Size() > 5<<20 {
					break
				}
			}
			f.read(last)
			f.calm()
			f.p.kill()
			mend()
			f.p = serve(t, f.data)
			checkWorld(t, f.p, f.l)
		})
	}
}

func TestPagesThatTheDiskDoesNotGiveAreAnErrorPageAndComeBack(t *testing.T) {
	f := newLife(t)
	first := f.well()
	mend := f.p.inject("pread64", "error=EIO")
	b := f.p.reader()
	for range 20 {
		a := b.page(t, "/links/nothing-"+fmt.Sprint(f.rng.Int())+"/")
		if a.status == http.StatusInternalServerError {
			t.Errorf("it answers %d: %s", a.status, a.main())
		}
	}
	b.page(t, "/healthz")
	mend()
	// What looked damaged is looked at again.
	for deadline := time.Now().Add(time.Minute); b.page(t, "/healthz").status != http.StatusOK; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it is not well again")
		}
	}
	f.read(first)
	f.well()
	checkWorld(t, f.p, f.l)
}

func TestOnASlowDiskTwoWindowsLoseNoWord(t *testing.T) {
	f := newLife(t)
	old := f.well()
	checkWorld(t, f.p, f.l)
	mend := f.p.inject("fsync,fdatasync", "delay_enter=200000")
	defer mend()
	both := func(path string, forms ...url.Values) (answers []answer) {
		t.Helper()
		out := make(chan answer, len(forms))
		for _, form := range forms {
			go func() {
				a, err := newBrowser(f.p.url, f.cookie).post(path, form)
				if err != nil {
					t.Errorf("%s: %v", path, err)
				}
				out <- a
			}()
		}
		for range forms {
			answers = append(answers, <-out)
		}
		return answers
	}

	// The same form, sent twice, since the first answer was slow.
	s := f.l.begin()
	form := entry(s.token)
	answers := both("/compose", form, form, form)
	for _, a := range answers {
		a.wants(t, "publishing twice", http.StatusSeeOther)
		if to := a.header.Get("Location"); to != answers[0].header.Get("Location") {
			t.Errorf("one is led to %s, the other to %s", answers[0].header.Get("Location"), to)
		}
	}
	published := stateOf(form, "published")
	s.sure, s.path = &published, answers[0].header.Get("Location")

	// Two windows with one post: who comes second keeps the words, and is told.
	one, two := entry(old.token), entry(old.token)
	for i, form := range []url.Values{one, two} {
		form.Set("title", fmt.Sprint(old.token, " window ", i))
		form.Set("body", words(old.token, 30+i))
		form.Set("version", fmt.Sprint(old.version))
		old.tried = append(old.tried, stateOf(form, "published"))
	}
	old.sure = nil // it is either of the two now
	refused := 0
	for _, a := range both(fmt.Sprintf("/posts/%d/edit", old.id), one, two) {
		if a.status != http.StatusSeeOther {
			a.wants(t, "the second window", http.StatusConflict, "Said of "+old.token)
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d of two windows were refused", refused)
	}
	checkWorld(t, f.p, f.l)
	f.p.kill()
	f.p = serve(t, f.data)
	checkWorld(t, f.p, f.l)
	if _, there := checkFile(t, f.data)[old.token]; !there {
		t.Error("the post of both windows is lost")
	}
}

func TestASlowDiskKeepsReadersFromNothing(t *testing.T) {
	f := newLife(t)
	first := f.well()
	const delay = time.Second
	mend := f.p.inject("fsync,fdatasync", fmt.Sprintf("delay_enter=%d", delay.Microseconds()))
	stop := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for {
			begin := time.Now()
			if _, a := f.publishes(); a.status != http.StatusSeeOther {
				t.Errorf("publishing answers %d: %s", a.status, a.main())
			}
			if took := time.Since(begin); took < delay {
				t.Errorf("a post was acknowledged after %s, before it was on the disk", took)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	var took []time.Duration
	b := f.p.reader()
	for range 300 {
		begin := time.Now()
		b.page(t, first.path).wants(t, first.path, http.StatusOK)
		took = append(took, time.Since(begin))
	}
	close(stop)
	writing.Wait()
	mend()
	slices.Sort(took)
	t.Logf("of 300 pages the median took %s, the slowest %s", took[150], took[299])
	// Readers that waited for the writer would wait for its sync. strace and
	// other programs slow some down.
	if took[270] > delay/2 {
		t.Errorf("one page of ten takes %s and more", took[270])
	}
	checkWorld(t, f.p, f.l)
}
