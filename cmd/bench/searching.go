package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"pullquote/internal/chart"
	"pullquote/internal/search"
)

// Targets for a search: its 99th percentile, relative to that of the bare FTS5
// query, and in milliseconds.
const (
	searchTarget = 1.3
	searchMillis = 100
)

// question is a search.
type question struct {
	text string
	best bool // sort by relevance
}

// path is where a reader gets the answer.
func (q question) path() string {
	v := url.Values{"q": {q.text}}
	if q.best {
		v.Set("sort", "best")
	}
	return "/search/?" + v.Encode()
}

// questions returns typical searches: mostly one or two words of medium frequency,
// and some of the most expensive ones.
func questions() []question {
	random := rand.New(rand.NewPCG(5, 7))
	var out []question
	languages := newLanguages()
	word := func(l *language, from, to int) string { return l.words[from+random.IntN(to-from)] }
	add := func(format string, words ...any) { out = append(out, question{text: fmt.Sprintf(format, words...)}) }
	for i := range 12 {
		l := languages[[]int{0, 0, 0, 0, 0, 1, 0, 2, 0, 3, 4, 5}[i]]
		add("%s", word(l, 100, 2000))
		add("%s", word(l, 2000, 20000))
		add("%s %s", word(l, 60, 400), word(l, 400, 3000))
		add("%s %s", word(l, 20, 200), word(l, 200, 1000))
	}
	for range 3 {
		l := languages[0]
		add("%s* %s", word(l, 300, 900), word(l, 100, 300))
		add(`"%s %s"`, word(l, 0, 20), word(l, 0, 20))
		add("tag:%s %s", l.words[len(english)], word(l, 50, 300))
		add("%s -%s", word(l, 50, 300), word(l, 50, 300))
		add("%s year:20%d", word(l, 20, 400), 20+random.IntN(6))
		add("%s OR %s", word(l, 100, 400), word(l, 400, 1000))
		add("%s %s %s", word(l, 0, 30), word(l, 0, 60), word(l, 0, 60))
		add("title:%s", word(l, 20, 400))
	}
	add("the of")
	add(`"of the"`)
	add(`"the of and to"`)
	add("con*")
	for _, i := range []int{0, 2, 3, 6, 17, 40, len(out) - 3} {
		out = append(out, question{out[i].text, true})
	}
	out = append(out, question{"the of", true})
	// Phrases that hardly any post contains, so that the search can't end early.
	for _, text := range []string{`"that it was for"`, `"of the and to a in"`, `title:"to the of"`, `"the of con"*`} {
		out = append(out, question{text: text})
	}
	return out
}

// measureSearch measures searching beside the same FTS5 queries alone.
func measureSearch(ctx context.Context, o options) (s section, err error) {
	asked := questions()
	s = section{
		title: "Growth: search",
		note: fmt.Sprintf("%d different queries, from rare words to phrases of the most frequent ones, in six languages, some with the best first; for each the whole page over HTTP and, alternating with it, on the same file a bare statement with the same expression that gives the numbers of the 21 newest (or best) posts. The ratio is that of the 99th percentiles.",
			len(asked)),
		head: []string{"posts", "page, p50", "page, p99", "target", "FTS5 alone, p50", "FTS5 alone, p99", "ratio of p99", "target"},
	}
	blogs, stop, err := openSizes(ctx, o)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	page, alone := chart.Curve{Name: "page, p99"}, chart.Curve{Name: "FTS5 alone, p99", Dashed: true}
	typical := chart.Curve{Name: "page, median"}
	for _, b := range blogs {
		pages, bare, err := searchBoth(ctx, b, asked, o)
		if err != nil {
			return s, err
		}
		p99, bare99 := quantile(pages, 0.99), quantile(bare, 0.99)
		s.add(whole(float64(b.posts)), inMillis(median(pages)), inMillis(p99), atMost(p99, searchMillis, " ms"), inMillis(median(bare)), inMillis(bare99), ratio(p99/bare99), atMost(p99/bare99, searchTarget, ""))
		for _, c := range []struct {
			curve *chart.Curve
			at    float64
		}{{&page, p99}, {&alone, bare99}, {&typical, median(pages)}} {
			c.curve.Points = append(c.curve.Points, chart.Point{X: float64(b.posts), Y: c.at})
		}
	}
	s.charts = []picture{{"growth-search", chart.Lines{
		Title: "What a search costs as the blog grows", X: "posts in the blog", Y: "answer, ms", Curves: []chart.Curve{page, typical, alone},
	}}}
	return s, nil
}

// searchBoth runs every search on the served blog and on the bare database, in
// turns. For each it returns the median of the rounds, in milliseconds.
func searchBoth(ctx context.Context, b *grown, asked []question, o options) (pages, alone []float64, err error) {
	db, err := bare(b.folder, false)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	load := job{Addr: b.addr, Connections: 1, Count: len(asked)}
	for _, q := range asked {
		load.Asks = append(load.Asks, ask{Path: q.path()})
	}
	page, bare := make([][]float64, len(asked)), make([][]float64, len(asked))
	for round := range o.rounds + 1 {
		d, err := load.run(ctx)
		if err != nil {
			return nil, nil, err
		}
		for i, q := range asked {
			begin := time.Now()
			if err := q.alone(ctx, db); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", q.text, err)
			}
			if took := time.Since(begin); round > 0 {
				page[i], bare[i] = append(page[i], d.Latencies[i]), append(bare[i], took.Seconds()*1000)
			}
		}
	}
	for i, q := range asked {
		pages, alone = append(pages, median(page[i])), append(alone, median(bare[i]))
		if pages[i] > searchMillis/2 {
			o.log.Info("a slow search", "posts", b.posts, "query", q.text, "best", q.best, "ms", int(pages[i]), "alone", int(alone[i]))
		}
	}
	return pages, alone, nil
}

// alone runs the bare FTS5 query of a question.
func (q question) alone(ctx context.Context, db *sql.DB) error {
	query := search.Parse(q.text, time.UTC)
	order := "rowid DESC"
	if q.best {
		order = "bm25(search, 5, 2, 1, 3, 0.5, 0)"
	}
	low, high := int64(-1<<62), int64(1<<62)
	if !query.From.IsZero() {
		low, high = query.From.Unix()<<4, query.Until.Unix()<<4
	}
	_, err := column(ctx, db, "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY "+order+" LIMIT 21", query.Match(nil), low, high)
	return err
}
