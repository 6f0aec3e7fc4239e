package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

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
	open := func(name string) (*app.App, error) {
		return app.Open(ctx, app.Config{Data: filepath.Join(dir, name), Log: log})
	}
	a, err := open("imported")
	if err != nil {
		return err
	}
	defer a.Close()
	settings := blog.DefaultSettings()
	settings.Title = "Bench"
	if _, err := a.Store.SetUp(ctx, settings, blog.Author{Name: "Ada Example", Username: "ada"}, "hash"); err != nil {
		return err
	}
	heap := watchHeap()
	begin := time.Now()
	summary, err := a.Importer.Import(ctx, transfer.Options{BatchOptions: blog.BatchOptions{Paths: []string{archive}}})
	if err != nil {
		return err
	}
	took := time.Since(begin)
	most := heap()
	if summary.Counts[blog.ImportNew] != n {
		return fmt.Errorf("%d posts were to come in, but this became of them: %v", n, summary.Counts)
	}
	b, err := open("bare")
	if err != nil {
		return err
	}
	if err := b.Close(); err != nil {
		return err
	}
	bare, rows, err := insertBare(ctx, filepath.Join(dir, "imported", "pullquote.db"), filepath.Join(dir, "bare", "pullquote.db"))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d posts from an archive of %d MB, %d CPUs, %s\n\n", n, size>>20, runtime.NumCPU(), runtime.Version())
	fmt.Fprintf(out, "import        %8.2f s  %8.0f posts/s  (heap at most %d MB)\n", took.Seconds(), float64(n)/took.Seconds(), most>>20)
	fmt.Fprintf(out, "bare inserts  %8.2f s  %8.0f posts/s  (%d rows)\n", bare.Seconds(), float64(n)/bare.Seconds(), rows)
	fmt.Fprintf(out, "ratio         %8.2f\n", bare.Seconds()/took.Seconds())
	return nil
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

// importedTables lists the tables that an import fills, ordered by their references.
// The index of titles is filled by triggers.
var importedTables = []string{"author", "import_batch", "source", "tag", "post", "post_tag", "quote", "address", "revision", "import_row", "import_line", "former_host"}

// insertBare inserts all rows of one database into another, table by table, in one
// transaction.
func insertBare(ctx context.Context, from, to string) (took time.Duration, rows int, err error) {
	source, err := sql.Open("sqlite", "file:"+from+"?mode=ro")
	if err != nil {
		return 0, 0, err
	}
	defer source.Close()
	target, err := sql.Open("sqlite", "file:"+to+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_txlock=immediate")
	if err != nil {
		return 0, 0, err
	}
	defer target.Close()
	tx, err := target.BeginTx(ctx, nil)
	if err != nil {
		return 0, 0, err
	}
	defer tx.Rollback()
	for _, table := range importedTables {
		t, n, err := insertTable(ctx, source, tx, table)
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %w", table, err)
		}
		took += t
		rows += n
	}
	begin := time.Now()
	err = tx.Commit()
	return took + time.Since(begin), rows, err
}

// rowsAtOnce is the number of rows that are read before they are inserted: reading
// is not measured.
const rowsAtOnce = 5000

func insertTable(ctx context.Context, source *sql.DB, tx *sql.Tx, table string) (took time.Duration, n int, err error) {
	var names string // except generated columns
	if err := source.QueryRowContext(ctx, "SELECT group_concat(name, ', ') FROM pragma_table_info(?)", table).Scan(&names); err != nil {
		return 0, 0, err
	}
	columns := strings.Split(names, ", ")
	rows, err := source.QueryContext(ctx, "SELECT "+names+" FROM "+table)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+names+") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")")
	if err != nil {
		return 0, 0, err
	}
	defer insert.Close()
	var waiting [][]any
	flush := func() error {
		begin := time.Now()
		for _, row := range waiting {
			if _, err := insert.ExecContext(ctx, row...); err != nil {
				return err
			}
		}
		took += time.Since(begin)
		n += len(waiting)
		waiting = waiting[:0]
		return nil
	}
	for rows.Next() {
		row, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			return 0, 0, err
		}
		if waiting = append(waiting, row); len(waiting) == rowsAtOnce {
			if err := flush(); err != nil {
				return 0, 0, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return 0, 0, err
	}
	return took, n, flush()
}
