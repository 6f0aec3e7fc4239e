package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// The author of the generated blog, who signs in.
const (
	authorName = "Ada Example"
	username   = "ada"
	password   = "long enough for this"
)

// keptBlog returns the folder of a generated blog of n posts below dir, and creates
// it if necessary. An incomplete one is made again.
func keptBlog(ctx context.Context, dir string, n int, log *slog.Logger) (string, error) {
	folder := filepath.Join(dir, "blog-"+strconv.Itoa(n))
	done := filepath.Join(folder, "complete")
	if _, err := os.Stat(done); err == nil {
		return folder, nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	begin := time.Now()
	if err := makeBlog(ctx, folder, n, log); err != nil {
		return "", fmt.Errorf("make a blog of %d posts: %w", n, err)
	}
	took := time.Since(begin)
	log.Info("a blog was made", "posts", n, "took", took.Round(time.Millisecond), "posts/s", int(float64(n)/took.Seconds()))
	return folder, os.WriteFile(done, []byte(newest.Format(time.RFC3339)+"\n"), 0o600)
}

// makeBlog creates a blog of n generated posts. They pass through the gate like an
// import, so that all rows are written by the program itself.
func makeBlog(ctx context.Context, folder string, n int, log *slog.Logger) (err error) {
	a, err := app.Open(ctx, app.Config{Data: folder, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if _, err := a.Auth.SetUp(ctx, auth.SetUp{Title: "Bench", Name: authorName, Username: username, Password: password, TimeZone: "UTC", Lang: "en"}); err != nil {
		return err
	}
	batch, err := a.Store.BeginImport(ctx, blog.Batch{State: blog.BatchImporting, Format: "bench", Source: "generated"})
	if err != nil {
		return err
	}
	if err := fill(ctx, a.Gate, batch, n); err != nil {
		return err
	}
	return a.Store.SetBatch(ctx, blog.Batch{ID: batch, State: blog.BatchDone, Total: int64(n), Done: int64(n)})
}

// batchSize is the number of generated posts per transaction.
const batchSize = 4000

// fill adds n posts, the oldest first. While a batch is stored, the next one is
// generated and rendered.
func fill(ctx context.Context, gate *publish.Gate, batch int64, n int) error {
	group, ctx := errgroup.WithContext(ctx)
	ready := make(chan publish.Ready, 1)
	group.Go(func() error {
		defer close(ready)
		w := newWriter(n)
		for from := 0; from < n; from += batchSize {
			select {
			case ready <- gate.Prepare(w.items(from, min(n, from+batchSize))):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		for items := range ready {
			results, err := gate.Import(ctx, publish.ImportInto{Batch: batch}, items)
			if err != nil {
				return err
			}
			for _, r := range results {
				if r.Outcome != blog.ImportNew {
					return fmt.Errorf("a generated post was not taken: %s %v", r.Outcome, r.Notes)
				}
			}
		}
		return nil
	})
	return group.Wait()
}

// items generates the posts in a range of numbers, counted from the oldest.
func (w *writer) items(from, to int) []blog.Import {
	items := make([]blog.Import, 0, to-from)
	for i := from; i < to; i++ {
		items = append(items, blog.Import{
			Key: fmt.Sprint("bench:", i), Raw: fmt.Append(nil, i), Origin: "generated", Post: w.post(w.posts - 1 - i),
		})
	}
	return items
}
