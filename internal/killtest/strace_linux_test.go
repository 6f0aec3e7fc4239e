package killtest

import (
	"fmt"
	"html"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// inject makes system calls of the program fail, or take their time, until the
// function that it gives is called. What and how is strace's syntax: see its
// manual, under Tampering.
func (p *program) inject(calls, how string) (mend func()) {
	p.t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		p.t.Skip("faults of the disk are made by strace, which is not here")
	}
	said := newShown()
	cmd := exec.Command("strace", "-f", "-p", fmt.Sprint(p.cmd.Process.Pid), "-o", os.DevNull, "-e", "trace="+calls, "-e", "inject="+calls+":"+how)
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(said.String(), "attached"); time.Sleep(time.Millisecond) {
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

func TestWhatTheDiskRefusesIsNotAcknowledged(t *testing.T) {
	f, all := newLife(t), t
	first := f.well()
	for _, tc := range []struct{ name, calls, how, says string }{
		{"a sync that fails", "fsync,fdatasync", "error=EIO", "the disk reports a fault"},
		{"a write that fails", "pwrite64", "error=EIO", "the disk reports a fault"},
		{"a write for which there is no room", "pwrite64", "error=ENOSPC", "the disk is full"},
		{"a disk that became read-only", "pwrite64,ftruncate", "error=EROFS", "Nothing was saved"},
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

func TestASlowDiskKeepsReadersFromNothing(t *testing.T) {
	f := newLife(t)
	first := f.well()
	const delay = 300 * time.Millisecond
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
