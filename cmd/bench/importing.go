package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

// measureImport imports an archive of n posts, then inserts the resulting rows into
// an empty database of the same schema with a bare loop of prepared statements, and
// prints both times and the ratio.
func measureImport(ctx context.Context, n int, out io.Writer) error {
	dir, err := os.MkdirTemp("", "pullquote-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	archive := filepath.Join(dir, "bookmarks.json")
	size, err := writeArchive(archive, n)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	imported, empty := filepath.Join(dir, "imported"), filepath.Join(dir, "bare")
	took, most, err := importInto(ctx, app.Config{Data: imported, Log: log}, archive, n)
	if err != nil {
		return err
	}
	b, err := app.Open(ctx, app.Config{Data: empty, Log: log})
	if err != nil {
		return err
	}
	if err := b.Close(); err != nil {
		return err
	}
	bare, rows, err := insertBare(ctx, filepath.Join(imported, "pullquote.db"), filepath.Join(empty, "pullquote.db"))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d posts from an archive of %d MB, %d CPUs, %s\n\n", n, size>>20, runtime.NumCPU(), runtime.Version())
	fmt.Fprintf(out, "import        %8.2f s  %8.0f posts/s  (heap at most %d MB)\n", took.Seconds(), float64(n)/took.Seconds(), most>>20)
	fmt.Fprintf(out, "bare inserts  %8.2f s  %8.0f posts/s  (%d rows)\n", bare.Seconds(), float64(n)/bare.Seconds(), rows)
	fmt.Fprintf(out, "ratio         %8.2f\n", bare.Seconds()/took.Seconds())
	return nil
}

// importInto imports an archive of n posts into a new blog. It returns how long that took,
// and the largest size of the heap, in bytes.
func importInto(ctx context.Context, c app.Config, archive string, n int) (took time.Duration, heap uint64, err error) {
	a, err := app.Open(ctx, c)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	settings := blog.DefaultSettings()
	settings.Title = "Bench"
	if _, err := a.Store.SetUp(ctx, settings, blog.Author{Name: "Ada Example", Username: "ada"}, "hash"); err != nil {
		return 0, 0, err
	}
	most := watchHeap()
	begin := time.Now()
	summary, err := a.Importer.Import(ctx, transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{archive}}})
	took, heap = time.Since(begin), most()
	if err == nil && summary.Counts[blog.ImportNew] != n {
		err = fmt.Errorf("%d posts were to come in, but this became of them: %v", n, summary.Counts)
	}
	return took, heap, err
}

// writeArchive writes an archive of n posts in Pinboard's format.
func writeArchive(name string, n int) (size int64, err error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	posts := newWriter(n)
	for i := range n {
		p := posts.post(n - 1 - i)
		if p.URL == "" { // a bookmark always has an address
			p.URL = fmt.Sprintf("https://example.org/%d", i)
		}
		lead, rest, _ := strings.Cut(p.Body, "\n\n")
		quote, rest, _ := strings.Cut(rest, "\n\n")
		var tags []string
		for _, t := range p.Tags {
			tags = append(tags, t.Name)
		}
		text, err := json.Marshal(map[string]string{
			"href": p.URL, "description": p.Title, "extended": lead + " <a href=\"" + p.URL + "related\">" + p.Title + "</a>\n\n<blockquote>" + strings.TrimPrefix(quote, "> ") + "</blockquote>\n\n" + rest,
			"time": p.Published.Format(time.RFC3339), "hash": fmt.Sprintf("%032x", i), "shared": "yes", "toread": "no", "tags": strings.Join(tags, " "),
		})
		if err != nil {
			return 0, err
		}
		fmt.Fprintf(w, "%s%s", map[bool]string{true: "[", false: ",\n"}[i == 0], text)
	}
	fmt.Fprintln(w, "]")
	if err := w.Flush(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// watchHeap samples the size of the heap, and returns a function that returns the
// maximum.
func watchHeap() func() uint64 {
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(done)
		return most.Load()
	}
}
