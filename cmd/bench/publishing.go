package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/app"
)

// Targets for publishing.
const (
	publishTarget = 1.5 // times a bare commit
	readersTarget = 2   // times the readers' 99th percentile without writes
	writesASecond = 50
)

// measurePublishing measures publishing beside a durable commit, and its effect on
// readers.
func measurePublishing(ctx context.Context, o options) (s section, err error) {
	s = section{
		title: "Publishing",
		note: fmt.Sprintf("Posts are sent as the form sends them, to a blog of %d posts. Beside it, alternating, one transaction of prepared statements puts the same row into the table of posts and the same words into the index of a copy of that database, and commits it with synchronous=FULL; and a bare net/http handler gets the same form, which has nothing to do but that. Another post goes to the gate that the form's handler and the command line hand their posts to, without a request. Readers ask for the home page, posts and lists without a pause, %d requests in all, first while nothing is written, then while %d posts a second are. So do they of a bare net/http handler that writes the same bytes, and commits a row as above for each form: what it loses is lost to the machine.",
			o.reading, 2*o.pages, writesASecond),
		head: []string{"", "median", "p99", "beside it, median", "p99", "ratio", "target"},
	}
	copies, err := copiesOf(ctx, o)
	if err != nil {
		return s, err
	}
	defer copies.remove()
	site, err := serve(ctx, app.Config{Data: copies.served, Log: o.quiet})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, site.stop()) }()
	p, err := newPress(ctx, site, o.reading)
	if err != nil {
		return s, err
	}
	took, err := publishAll(ctx, p, copies, o)
	if err != nil {
		return s, err
	}
	s.addPublishing(took)
	return s, s.addReading(ctx, p, copies, o)
}

// addReading adds the rows that compare reading while posts are written with reading
// alone, of the program and of a bare blog.
func (s *section) addReading(ctx context.Context, p *press, copies blogCopies, o options) error {
	pages, err := kinds(ctx, copies.served, o.reading)
	if err != nil {
		return err
	}
	least, err := newBareBlog(ctx, p.addr, pages, copies.served, copies.handled)
	if err != nil {
		return err
	}
	addr, stop, err := least.serve(o.quiet)
	if err != nil {
		return err
	}
	defer stop()
	for _, connections := range []int{1, 2, 4, o.connections} {
		what := fmt.Sprintf("readers while posts are written, beside readers alone; connections: %d", connections)
		idle, busy, err := readWhile(ctx, p, p.addr, pages, connections, o)
		if err != nil {
			return err
		}
		r := busy.quantile(0.99) / idle.quantile(0.99)
		s.addReaders(what, idle, busy, atMost(r, readersTarget, ""))
		if idle, busy, err = readWhile(ctx, p, addr, pages, connections, o); err != nil {
			return fmt.Errorf("a bare blog: %w", err)
		}
		s.addReaders("the same, of a bare handler that commits", idle, busy, "")
	}
	return nil
}

func (s *section) addReaders(what string, idle, busy done, target string) {
	s.add(what, inMillis(busy.quantile(0.5)), inMillis(busy.quantile(0.99)), inMillis(idle.quantile(0.5)), inMillis(idle.quantile(0.99)),
		ratio(busy.quantile(0.99)/idle.quantile(0.99)), target)
}

// addPublishing adds the rows that compare ways to publish with what they could cost at
// least.
func (s *section) addPublishing(took published) {
	for _, pair := range []struct {
		what         string
		took, beside []float64
		target       string
	}{
		{"publishing through the form, beside a commit", took.form, took.commit, atMost(median(took.form)/median(took.commit), publishTarget, "")},
		{"publishing through the form, beside a bare handler that commits", took.form, took.handler, ""},
		{"publishing through the gate, beside a commit", took.gate, took.commit, ""},
	} {
		s.add(pair.what, inMillis(median(pair.took)), inMillis(quantile(pair.took, 0.99)),
			inMillis(median(pair.beside)), inMillis(quantile(pair.beside, 0.99)), ratio(median(pair.took)/median(pair.beside)), pair.target)
	}
}

// blogCopies are the folders of copies of a blog.
type blogCopies struct {
	folder                  string // that has them all
	served, copied, handled string // for the program, for bare commits, for the bare handler
}

// copiesOf copies the blog that is read and written.
func copiesOf(ctx context.Context, o options) (c blogCopies, err error) {
	original, err := keptBlog(ctx, o.dir, o.reading, o.log)
	if err != nil {
		return c, err
	}
	if c.folder, err = os.MkdirTemp("", "pullquote-bench-"); err != nil {
		return c, err
	}
	c.served, c.copied, c.handled = filepath.Join(c.folder, "served"), filepath.Join(c.folder, "bare"), filepath.Join(c.folder, "handled")
	for _, to := range []string{c.served, c.copied, c.handled} {
		if err := copyBlog(ctx, original, to); err != nil {
			c.remove()
			return c, err
		}
	}
	return c, nil
}

func (c blogCopies) remove() { os.RemoveAll(c.folder) }

// copyBlog copies a blog.
func copyBlog(ctx context.Context, from, to string) error {
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	db, err := bare(from, true)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", filepath.Join(to, "pullquote.db"))
	return err
}

// published holds the times that publishing took, in milliseconds.
type published struct{ form, handler, commit, gate []float64 }

// publishAll, in turns, publishes posts, commits the resulting rows, has a bare
// handler commit them, and passes others to the gate.
func publishAll(ctx context.Context, p *press, copies blogCopies, o options) (took published, err error) {
	from, err := bare(copies.served, false)
	if err != nil {
		return took, err
	}
	defer from.Close()
	to, err := newCommitter(ctx, copies.copied)
	if err != nil {
		return took, err
	}
	defer to.db.Close()
	least, err := newCommitter(ctx, copies.handled)
	if err != nil {
		return took, err
	}
	defer least.db.Close()
	addr, stop, err := serveHandler(least, o.quiet)
	if err != nil {
		return took, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	for n := range 40*o.rounds + 5 {
		form := form(p.next())
		through, err := p.send(ctx, p.addr, form)
		if err != nil {
			return took, err
		}
		row, err := lastRow(ctx, from, to.columns)
		if err != nil {
			return took, err
		}
		alone, err := to.commit(ctx, row)
		if err != nil {
			return took, fmt.Errorf("a bare commit: %w", err)
		}
		least.row = row
		bare, err := p.send(ctx, addr, form)
		if err != nil {
			return took, fmt.Errorf("a bare handler: %w", err)
		}
		gate, err := p.save(ctx)
		if err != nil {
			return took, fmt.Errorf("the gate: %w", err)
		}
		if n >= 5 {
			took.form, took.commit, took.handler, took.gate = append(took.form, through), append(took.commit, alone), append(took.handler, bare), append(took.gate, gate)
		}
	}
	return took, nil
}

// readWhile reads without writes, and then while posts are published.
func readWhile(ctx context.Context, p *press, addr string, pages []kind, connections int, o options) (idle, busy done, err error) {
	load := job{Addr: addr, Connections: connections, Count: 2 * o.pages}
	for _, k := range pages {
		load.Asks = append(load.Asks, k.asks...)
	}
	if idle, err = load.run(ctx); err == nil { // warms up
		idle, err = load.run(ctx)
	}
	if err != nil {
		return idle, busy, err
	}
	writing, stop := context.WithCancel(ctx)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		tick := time.NewTicker(time.Second / writesASecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if _, err := p.send(ctx, addr, form(p.next())); err != nil {
					return err
				}
			case <-writing.Done():
				return nil
			}
		}
	})
	group.Go(func() (err error) {
		defer stop()
		busy, err = load.run(ctx)
		return err
	})
	return idle, busy, group.Wait()
}
