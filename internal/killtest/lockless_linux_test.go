package killtest

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestADiskThatKeepsNoLocksIsNotTakenForAnotherProgram(t *testing.T) {
	t.Run("when the blog is opened", func(t *testing.T) {
		t.Parallel()
		data := blogIn(t, t.TempDir())
		with := under(t, "fcntl", "error=ENOLCK")
		for _, name := range []string{"pullquote.db", ".pullquote-partial-lock"} { // the program's own streams are spared
			with = append(with, "-P", filepath.Join(data, name))
		}
		p := launch(t, data, with...)
		<-p.ended
		if said := p.log.String(); !strings.Contains(said, "the disk that it is on keeps no locks") || strings.Contains(said, "Another program") {
			t.Errorf("it says %q", said)
		}
	})
	t.Run("while it is served", func(t *testing.T) {
		t.Parallel()
		f := newLife(t)
		first := f.well()
		mend := f.p.inject("fcntl", "error=ENOLCK")
		begin := time.Now()
		_, a := f.publishes()
		if took := time.Since(begin); took > 5*time.Second { // SQLite by itself tries for ten seconds, several times
			t.Errorf("the author waits %s", took)
		}
		a.wants(t, "publishing", http.StatusServiceUnavailable, "Many words, each of them dear.")
		if !strings.Contains(f.p.log.String(), "keeps no locks any more") {
			t.Errorf("the log says %s", f.p.log)
		}
		mend()
		f.well()
		f.read(first)
		checkWorld(t, f.p, f.l)
	})
}
