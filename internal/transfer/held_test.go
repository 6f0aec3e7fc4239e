package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

// server is a running Held, and the function that stops it.
type server struct {
	*transfer.Held
	stop func()
}

// serve starts a Held, as the program does when it starts.
func (a *archive) serve(t *testing.T) server {
	t.Helper()
	im := transfer.New(a.store, a.gate, nil, filepath.Join(a.dir, "work"), func() time.Time { return today })
	h := transfer.NewHeld(im, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		h.Run(ctx)
		close(done)
	}()
	stop := func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return server{h, stop}
}

// send uploads files and returns the import's number.
func (s server) send(t *testing.T, files ...string) int64 {
	t.Helper()
	id, err := s.Receive(t.Context(), func() (transfer.Upload, error) {
		if len(files) == 0 {
			return transfer.Upload{}, io.EOF
		}
		u := transfer.Upload{Name: files[0], Body: strings.NewReader(files[1])}
		files = files[2:]
		return u, nil
	}, func() blog.BatchOptions { return blog.BatchOptions{} })
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// reaches waits until an import is in a state.
func (a *archive) reaches(t *testing.T, id int64, state blog.BatchState) blog.Batch {
	t.Helper()
	for range 2400 {
		b, err := a.store.Batch(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if b.State == state {
			return b
		}
		time.Sleep(25 * time.Millisecond)
	}
	b, err := a.store.Batch(t.Context(), id)
	t.Fatalf("import %d is %s, not %s: %s (%v)", id, b.State, state, b.Fault, err)
	return b
}

func (a *archive) posts(t *testing.T) int {
	t.Helper()
	n := 0
	if err := a.store.EachEntry(t.Context(), true, func(sqlite.Entry) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnImportIsRehearsedAndWaitsForAWord(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	id := s.send(t, "site/1.md", post("Heron", "2012-11-21", ""), "site/2.md", post("Stork", "2012-11-22", ""), "site/3.md", "---\ntitle: never ends\n")
	b := a.reaches(t, id, blog.BatchRehearsed)
	if a.posts(t) != 0 {
		t.Error("the rehearsal has changed the blog")
	}
	copied, err := s.Blog(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	lines, more, err := copied.ImportLines(t.Context(), id, sqlite.LineFilter{Limit: 2})
	if err != nil || !more || len(lines) != 2 || lines[0].Title != "Heron" || lines[0].Outcome != blog.ImportNew || lines[0].Origin != "site/1.md" {
		t.Errorf("%+v, %v, %v", lines, more, err)
	}
	for filter, want := range map[sqlite.LineFilter]int{
		{Outcome: blog.ImportRejected, Limit: 9}: 1, {Words: "STORK", Limit: 9}: 1, {Words: "%", Limit: 9}: 0, {After: 1, Limit: 9}: 2, {Noted: true, Limit: 9}: 1,
	} {
		if lines, _, err := copied.ImportLines(t.Context(), id, filter); err != nil || len(lines) != want {
			t.Errorf("%+v: %d lines, want %d, %v", filter, len(lines), want, err)
		}
	}
	if p, err := copied.Post(t.Context(), lines[0].PostID); err != nil || p.Rendered.HTML != "<p>Words about Heron.</p>\n" {
		t.Errorf("as it will look: %q, %v", p.Rendered.HTML, err)
	}

	if err := s.Go(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	done := a.reaches(t, id, blog.BatchDone)
	if a.posts(t) != 2 || done.Counts[blog.ImportNew] != 2 || done.Counts[blog.ImportRejected] != 1 || done.Done != done.Total {
		t.Errorf("%d posts, %+v", a.posts(t), done)
	}
	if err := s.Go(t.Context(), id); blog.KindOf(err) != blog.Conflict {
		t.Errorf("a second word: %v", err)
	}
	if err := s.Undo(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	a.reaches(t, id, blog.BatchUndone)
	if a.posts(t) != 0 {
		t.Error("it was not taken back whole")
	}
}

func TestAnImportGoesOnWhereItWasWhenTheServerStartsAgain(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	var files []string
	const n = 1200
	for i := range n {
		files = append(files, fmt.Sprintf("site/%04d.md", i), post(fmt.Sprint("Heron ", i), "2012-11-21", ""))
	}
	id := s.send(t, files...)
	a.reaches(t, id, blog.BatchRehearsed)
	if err := s.Go(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	stops := 0
	for {
		b, err := a.store.Batch(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if b.State == blog.BatchDone {
			break
		}
		if b.Rows > 0 && b.Rows < n && stops < 3 {
			s.stop()
			stops++
			s = a.serve(t)
		}
		time.Sleep(5 * time.Millisecond)
	}
	b := a.reaches(t, id, blog.BatchDone)
	if stops == 0 || a.posts(t) != n || b.Rows != n || b.Counts[blog.ImportNew] != n {
		t.Errorf("after %d stops: %d posts, %+v", stops, a.posts(t), b)
	}
}

func TestFilesThatDoNotArriveLeaveNothing(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	broken := func() (transfer.Upload, error) {
		return transfer.Upload{Name: "a.md", Body: io.MultiReader(strings.NewReader("---\n"), failing{})}, nil
	}
	options := func() blog.BatchOptions { return blog.BatchOptions{} }
	if _, err := s.Receive(t.Context(), broken, options); blog.KindOf(err) != blog.Invalid || !strings.Contains(err.Error(), "did not arrive whole") {
		t.Errorf("%v", err)
	}
	if _, err := s.Receive(t.Context(), func() (transfer.Upload, error) { return transfer.Upload{}, io.EOF }, options); blog.KindOf(err) != blog.Invalid {
		t.Errorf("no file: %v", err)
	}
	if batches, err := a.store.Batches(t.Context(), 9); err != nil || len(batches) != 0 {
		t.Errorf("%+v, %v", batches, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset by peer") }

func TestARehearsalCanBeDiscarded(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	id := s.send(t, "../../etc/1.md", post("Heron", "2012-11-21", ""))
	a.reaches(t, id, blog.BatchRehearsed)
	if err := s.Discard(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := a.store.Batch(t.Context(), id); blog.KindOf(err) != blog.NotFound || a.posts(t) != 0 {
		t.Errorf("%v", err)
	}
	if left, err := filepath.Glob(filepath.Join(a.dir, "work", "*")); err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// A later version of the program may read the files of an archive in a different
// order: what is stored is identified by content, not by its amount.
func TestAnImportThatWasCutShortInAnotherOrderSkipsNothing(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	id := s.send(t, "site/a.md", post("Heron", "2012-11-21", ""), "site/b.md", post("Stork", "2012-11-20", ""), "site/c.md", post("Crane", "2012-11-19", ""))
	b := a.reaches(t, id, blog.BatchRehearsed)
	rehearsal, err := s.Blog(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	lines, _, err := rehearsal.ImportLines(t.Context(), id, sqlite.LineFilter{Limit: 10})
	if err != nil || len(lines) != 3 || lines[2].Title != "Crane" {
		t.Fatalf("%v: %+v", err, lines)
	}
	last := blog.Import{Raw: []byte("c"), Key: lines[2].Key, Origin: lines[2].Origin, Post: blog.Post{Title: "Crane", Status: blog.Published, Format: blog.Markdown, Body: "It came first.", Created: today, Published: today}}
	if came, err := a.gate.Import(t.Context(), publish.ImportInto{Batch: id}, a.gate.Prepare([]blog.Import{last})); err != nil || came[0].Outcome != blog.ImportNew {
		t.Fatalf("%v: %+v", err, came)
	}
	if err := s.Go(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if b = a.reaches(t, id, blog.BatchDone); a.posts(t) != 3 || b.Rows != 3 || b.Counts[blog.ImportNew] != 3 {
		t.Errorf("%d posts, %+v", a.posts(t), b)
	}
}

func TestAnImportWhoseRehearsalFailedIsRehearsedAgain(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	id := s.send(t, "site/1.md", post("Heron", "2012-11-21", ""))
	a.reaches(t, id, blog.BatchRehearsed)
	s.stop()

	folder := filepath.Join(a.dir, "work", fmt.Sprintf("import-%d", id))
	aside := filepath.Join(t.TempDir(), "files")
	if err := os.Rename(filepath.Join(folder, "files"), aside); err != nil {
		t.Fatal(err)
	}
	b, err := a.store.Batch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	b.State = blog.BatchRehearsing // as if the server had been stopped while it rehearsed
	if err := a.store.SetBatch(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	s = a.serve(t)
	if b := a.reaches(t, id, blog.BatchFailed); !strings.Contains(b.Fault, "Send them again") {
		t.Errorf("it failed with %q", b.Fault)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "rehearsal.db*")); left != nil {
		t.Errorf("%v take up room", left)
	}

	if err := os.Rename(aside, filepath.Join(folder, "files")); err != nil {
		t.Fatal(err)
	}
	if err := s.Go(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	a.reaches(t, id, blog.BatchRehearsed)
	if a.posts(t) != 0 {
		t.Error("it was imported without having been rehearsed")
	}
}
