//go:build unix

package killtest

import (
	"net/http"
	"os"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

func TestAnotherProgramThatHoldsTheDatabaseKeepsNoReaderWaiting(t *testing.T) {
	f := newLife(t)
	first := f.well()
	other := file(t, f.data)
	defer other.Close()
	hold, held, let := make(chan struct{}), make(chan error, 1), make(chan struct{})
	go func() {
		held <- other.Write(t.Context(), func(*pool.Tx) error {
			close(hold)
			<-let
			return nil
		})
	}()
	<-hold
	// Writers enough to take every place, if they took those of readers. They
	// queue behind one another, and each is told in time.
	const patience = 5 * time.Second
	answered := make(chan answer, 8)
	for range cap(answered) {
		go func() {
			begin := time.Now()
			a, err := newBrowser(f.p.url, f.cookie).post("/compose", entry(""))
			if took := time.Since(begin); err != nil || took > 2*patience {
				t.Errorf("publishing: after %s, %v", took, err)
			}
			answered <- a
		}()
	}
	time.Sleep(time.Second) // until they are there
	f.read(first)
	if n := len(answered); n > 0 {
		t.Errorf("readers had their six pages when %d of the writers had been answered", n)
	}
	for range cap(answered) {
		(<-answered).wants(t, "publishing", 503, "another program holds the database", "Said of ")
	}
	f.read(first)
	close(let)
	if err := <-held; err != nil {
		t.Fatal(err)
	}
	f.well()
	f.calm()
}

func TestABlogThatIsTakenAwayWhileItIsServedAcknowledgesNothing(t *testing.T) {
	f := newLife(t)
	first := f.well()
	away := f.data + "-away"
	if err := os.Rename(f.data, away); err != nil {
		t.Fatal(err)
	}
	f.refused("was moved, deleted or replaced")
	f.read(first)
	f.p.reader().page(t, "/readyz?write").wants(t, "/readyz?write", http.StatusServiceUnavailable, "can't be written to")
	f.calm()
	if err := os.Rename(away, f.data); err != nil {
		t.Fatal(err)
	}
	f.well()
	f.p.kill()
	f.p = serve(t, f.data)
	checkWorld(t, f.p, f.l)
}
