package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/search"
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
		note: fmt.Sprintf("Posts are sent as the form sends them, to a blog of %d posts. Beside it, alternating, one transaction of prepared statements puts the same row into the table of posts and the same words into the index of a copy of that database, and commits it with synchronous=FULL; and a bare net/http handler gets the same form, which has nothing to do but that. Another post goes to the gate that the form's handler and the command line hand their posts to, without a request. Readers ask for the home page, posts and lists without a pause, %d requests in all, first while nothing is written, then while %d posts a second are: over two connections, of which each has a processor to itself until something is written, and over %d.",
			o.reading, 2*o.pages, writesASecond, o.connections),
		head: []string{"", "median", "p99", "beside it, median", "p99", "ratio", "target"},
	}
	folder, err := keptBlog(ctx, o.dir, o.reading, o.log)
	if err != nil {
		return s, err
	}
	dir, err := os.MkdirTemp("", "pullquote-bench-")
	if err != nil {
		return s, err
	}
	defer os.RemoveAll(dir)
	served, copied, handled := filepath.Join(dir, "served"), filepath.Join(dir, "bare"), filepath.Join(dir, "handled")
	for _, to := range []string{served, copied, handled} {
		if err := copyBlog(ctx, folder, to); err != nil {
			return s, err
		}
	}
	site, err := serve(ctx, app.Config{Data: served, Log: o.quiet})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, site.stop()) }()
	cookie, err := site.signIn(ctx)
	if err != nil {
		return s, err
	}
	p := &press{addr: site.addr, cookie: cookie, writer: newWriter(o.reading), client: &http.Transport{}, gate: site.app.Gate}
	if p.author, err = site.app.Store.Owner(ctx); err != nil {
		return s, err
	}
	took, err := publishAll(ctx, p, served, copied, handled, o)
	if err != nil {
		return s, err
	}
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
	for _, connections := range []int{2, o.connections} {
		idle, busy, err := readWhile(ctx, p, served, connections, o)
		if err != nil {
			return s, err
		}
		r := busy.quantile(0.99) / idle.quantile(0.99)
		s.add(fmt.Sprintf("reading over %d connections while posts are written, beside reading alone", connections),
			inMillis(busy.quantile(0.5)), inMillis(busy.quantile(0.99)), inMillis(idle.quantile(0.5)), inMillis(idle.quantile(0.99)), ratio(r), atMost(r, readersTarget, ""))
	}
	return s, nil
}

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

// press publishes posts.
type press struct {
	addr, cookie string
	writer       *writer
	client       *http.Transport
	gate         *publish.Gate
	author       blog.Author
	sent         int
}

// publish submits the next post and returns how long it took, in milliseconds.
func (p *press) publish(ctx context.Context) (float64, error) {
	return p.send(ctx, p.addr, form(p.next()))
}

// next returns the next post.
func (p *press) next() publish.Save {
	p.sent++
	post := p.writer.post(1<<40 + p.sent) // with an age that no generated post has
	return publish.Save{
		Publish: true, Key: fmt.Sprintf("BENCH%d", p.sent),
		Entry: publish.Entry{URL: post.URL, Title: post.Title, Body: post.Body, Tags: post.Tags, Lang: post.Lang},
	}
}

// form returns a post as form values.
func form(s publish.Save) string {
	return url.Values{
		"url": {s.URL}, "title": {s.Title}, "body": {s.Body}, "tags": {blog.TagList(s.Tags)}, "via": {""}, "slug": {""},
		"action": {"publish"}, "key": {s.Key}, "version": {"0"}, "format": {""}, "lang": {s.Lang},
	}.Encode()
}

// save passes the next post to the gate and returns how long that took, in
// milliseconds.
func (p *press) save(ctx context.Context) (float64, error) {
	post := p.next()
	begin := time.Now()
	_, err := p.gate.Save(ctx, p.author, post)
	return time.Since(begin).Seconds() * 1000, err
}

// send submits a form and returns the time until it was answered, in milliseconds.
func (p *press) send(ctx context.Context, addr, form string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/compose", strings.NewReader(form))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", p.cookie)
	begin := time.Now()
	resp, err := p.client.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	took := time.Since(begin)
	if err := resp.Body.Close(); err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusSeeOther {
		return 0, fmt.Errorf("a form was answered with %s", resp.Status)
	}
	return took.Seconds() * 1000, nil
}

// published holds the times that publishing took, in milliseconds.
type published struct{ form, handler, commit, gate []float64 }

// publishAll, in turns, publishes posts, commits the resulting rows, has a bare
// handler commit them, and passes others to the gate.
func publishAll(ctx context.Context, p *press, served, copied, handled string, o options) (took published, err error) {
	from, err := bare(served, false)
	if err != nil {
		return took, err
	}
	defer from.Close()
	to, err := newCommitter(ctx, copied)
	if err != nil {
		return took, err
	}
	defer to.db.Close()
	least, err := newCommitter(ctx, handled)
	if err != nil {
		return took, err
	}
	defer least.db.Close()
	addr, stop, err := least.serve(o.quiet)
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
func readWhile(ctx context.Context, p *press, folder string, connections int, o options) (idle, busy done, err error) {
	pages, err := kinds(ctx, folder, o.reading)
	if err != nil {
		return idle, busy, err
	}
	load := job{Addr: p.addr, Connections: connections, Count: 2 * o.pages}
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
				if _, err := p.publish(ctx); err != nil {
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

// committer commits rows without the program.
type committer struct {
	db      *sql.DB
	columns []string // of the table post
	post    *sql.Stmt
	index   *sql.Stmt
	row     []any // the row that the handler commits
}

// ServeHTTP parses a form and commits the row.
func (c *committer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	if err == nil {
		_, err = c.commit(r.Context(), c.row)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Location", "/")
	w.WriteHeader(http.StatusSeeOther)
}

// serve serves the handler on its own.
func (c *committer) serve(log *slog.Logger) (addr string, stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: c, ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	go server.Serve(listener)
	return listener.Addr().String(), server.Close, nil
}

func newCommitter(ctx context.Context, folder string) (*committer, error) {
	db, err := bare(folder, true)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	c := &committer{db: db}
	if c.columns, err = column(ctx, db, "SELECT name FROM pragma_table_info('post')"); err != nil {
		return nil, err
	}
	c.post, err = db.PrepareContext(ctx, "INSERT INTO post ("+strings.Join(c.columns, ", ")+") VALUES (?"+strings.Repeat(", ?", len(c.columns)-1)+")")
	if err != nil {
		return nil, err
	}
	c.index, err = db.PrepareContext(ctx, "INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES (?, ?, ?, ?, '', '', ?)")
	return c, err
}

// lastRow reads the row of the newest post, without references to other tables:
// their rows are not in the copy.
func lastRow(ctx context.Context, db *sql.DB, columns []string) ([]any, error) {
	row, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		to[i] = &row[i]
	}
	if err := db.QueryRowContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM post ORDER BY id DESC LIMIT 1").Scan(to...); err != nil {
		return nil, err
	}
	for i, c := range columns {
		if c == "source_id" {
			row[i] = nil
		}
	}
	return row, nil
}

// commit inserts a row and its index entry, and returns how long that took, in
// milliseconds. Tokenising is excluded: that is the program's work.
func (c *committer) commit(ctx context.Context, row []any) (float64, error) {
	cell := map[string]any{}
	for i, name := range c.columns {
		cell[name] = row[i]
	}
	words := func(name string) string {
		text, _ := cell[name].(string)
		return search.Fold(text)
	}
	title, own, quoted, facets := words("title"), words("own"), words("quoted"), words("url")
	begin := time.Now()
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.StmtContext(ctx, c.post).ExecContext(ctx, row...); err != nil {
		return 0, err
	}
	if _, err := tx.StmtContext(ctx, c.index).ExecContext(ctx, cell["place"], title, own, quoted, facets); err != nil {
		return 0, err
	}
	err = tx.Commit()
	return time.Since(begin).Seconds() * 1000, err
}
