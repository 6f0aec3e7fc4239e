package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// site is a generated blog that is being served.
type site struct {
	addr  string
	pages []page
	stop  func()
}

// page is an address and who asks for it.
type page struct {
	name   string
	path   string
	cookie string
}

// startBlog generates a blog of n posts in dir and serves it on a free port.
func startBlog(ctx context.Context, dir string, n int, log *slog.Logger) (*site, error) {
	a, err := app.Open(ctx, app.Config{Data: dir, Log: log})
	if err != nil {
		return nil, err
	}
	if _, err := a.Auth.SetUp(ctx, auth.SetUp{Title: "Bench", Name: "Ada Example", Username: "ada", Password: "long enough for this", TimeZone: "UTC", Lang: "en"}); err != nil {
		return nil, err
	}
	last, err := fill(ctx, a, n)
	if err != nil {
		return nil, err
	}
	token, _, err := a.Auth.SignIn(ctx, auth.Login{Username: "ada", Password: "long enough for this", Address: "127.0.0.1"})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, listener, io.Discard) }()
	return &site{
		addr: listener.Addr().String(),
		pages: []page{
			{name: "home", path: "/"},
			{name: "post", path: last},
			{name: "compose", path: "/compose", cookie: "pullquote=" + token},
		},
		stop: func() {
			cancel()
			if err := <-done; err != nil {
				log.Error("serving ended", "err", err)
			}
			a.Close()
		},
	}, nil
}

// batchSize is how many generated posts go in at a time.
const batchSize = 500

// fill generates n posts, an hour apart, the last one now, and gives the
// newest one's address.
func fill(ctx context.Context, a *app.App, n int) (newest string, err error) {
	random := rand.New(rand.NewPCG(1, 2))
	words := newWords(random)
	batch, err := a.Store.BeginImport(ctx, blog.Batch{State: blog.BatchImporting, Format: "bench", Source: "generated"})
	if err != nil {
		return "", err
	}
	start := time.Now().UTC().Truncate(time.Hour).Add(-time.Duration(n) * time.Hour)
	items := make([]blog.Import, 0, batchSize)
	for i := range n {
		items = append(items, blog.Import{
			Key: fmt.Sprint("bench:", i), Raw: fmt.Append(nil, i), Origin: "generated",
			Post: words.post(start.Add(time.Duration(i) * time.Hour)),
		})
		if len(items) < batchSize && i < n-1 {
			continue
		}
		results, err := a.Gate.Import(ctx, publish.ImportInto{Batch: batch}, a.Gate.Prepare(items))
		if err != nil {
			return "", err
		}
		for _, r := range results {
			if r.Outcome != blog.ImportNew {
				return "", fmt.Errorf("a generated post was not taken: %s %v", r.Outcome, r.Notes)
			}
		}
		newest = results[len(results)-1].Path
		items = items[:0]
	}
	return newest, nil
}

// words is a vocabulary in which, as in a language, few words are frequent and
// most are rare.
type words struct {
	random *rand.Rand
	list   []string
	zipf   *rand.Zipf
}

func newWords(random *rand.Rand) *words {
	syllables := strings.Fields("ba ce di fo gu la me ni or pa qui re sa te un va wi ex yo za")
	list := make([]string, 5000)
	for i := range list {
		var b strings.Builder
		for range 1 + random.IntN(4) {
			b.WriteString(syllables[random.IntN(len(syllables))])
		}
		list[i] = b.String()
	}
	return &words{random: random, list: list, zipf: rand.NewZipf(random, 1.1, 4, uint64(len(list)-1))}
}

// sentence makes n words with a capital and a stop.
func (w *words) sentence(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.list[w.zipf.Uint64()])
	}
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// post makes a link post of an ordinary length: a lead, a quote, a comment.
func (w *words) post(at time.Time) blog.Post {
	site := w.list[w.random.IntN(50)]
	body := fmt.Sprintf("%s [%s](https://%s.example/related) %s\n\n> %s %s\n\n%s *%s* %s",
		w.sentence(12), strings.TrimSuffix(w.sentence(3), "."), site, w.sentence(8),
		w.sentence(20), w.sentence(15), w.sentence(14), strings.TrimSuffix(w.sentence(2), "."), w.sentence(10))
	return blog.Post{
		Status: blog.Published, Author: blog.Author{Name: "Ada Example"}, Format: blog.Markdown,
		Title: strings.TrimSuffix(w.sentence(4+w.random.IntN(7)), "."),
		URL:   fmt.Sprintf("https://%s.example/%d/", site, at.Unix()),
		Body:  body, Tags: blog.NewTags([]string{w.list[w.zipf.Uint64()], w.list[w.zipf.Uint64()]}),
		Created: at, Published: at,
	}
}
