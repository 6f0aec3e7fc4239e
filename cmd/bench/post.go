package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// newest is when the newest generated post was published. It is fixed, so that a
// blog of a given size is always the same.
var newest = time.Date(2026, 1, 31, 20, 15, 0, 0, time.UTC)

// The time span of generated posts: twenty years, or less if that would mean fewer
// than perDay posts a day. So the lists of a small blog are as full as those of a
// large one.
const (
	longestSpan = 20 * 365 * 24 * time.Hour
	perDay      = 4
)

// writer generates posts. Except for its time, the post of a given age is the same
// in blogs of all sizes, so that differences between their pages don't come from the
// contents.
type writer struct {
	posts     int
	gap       time.Duration // average interval between two posts
	languages []*language
	sites     []string
	siteRank  *zipf
	tags      []string
	tagRank   *zipf
}

// Numbers of different sites and tags.
const (
	siteCount = 5000
	tagCount  = 3000
)

func newWriter(posts int) *writer {
	w := &writer{posts: posts, languages: newLanguages(), siteRank: newZipf(siteCount, 1, 3), tagRank: newZipf(tagCount, 1, 5)}
	w.gap = min(longestSpan/time.Duration(max(posts, 1)), 24*time.Hour/perDay)
	words := w.languages[0].words
	for i := range siteCount {
		top := []string{"com", "org", "net", "co.uk", "de", "fr"}[i%6]
		w.sites = append(w.sites, fmt.Sprintf("%s-%s.%s", words[200+i], words[9000+i], top))
	}
	for i := range tagCount {
		l := w.languages[0]
		if i%10 == 9 {
			l = w.languages[i/10%len(w.languages)]
		}
		w.tags = append(w.tags, l.words[len(english)+3*i])
	}
	return w
}

// seed is part of the seed of each post's random numbers, besides its age.
const seed = 2718

// post generates the post that is followed by age newer ones.
func (w *writer) post(age int) blog.Post {
	random := rand.New(rand.NewPCG(seed, uint64(age)))
	l := w.language(random)
	at := newest.Add(-time.Duration(age)*w.gap - time.Duration(random.Int64N(int64(w.gap)/2+1))).Truncate(time.Second)
	p := blog.Post{
		Status: blog.Published, Author: blog.Author{Name: authorName}, Format: blog.Markdown, Lang: l.code,
		Title: l.capital(l.phrase(random, 3+random.IntN(8))), Created: at, Published: at,
	}
	site := w.sites[w.siteRank.rank(random)]
	kind := random.Float64()
	if kind > 0.05 { // otherwise it is a note
		p.URL = fmt.Sprintf("https://www.%s/%d/%s-%d", site, at.Year(), w.languages[0].word(random), age)
	}
	p.Body = w.body(random, l, site, kind > 0.05 && kind < 0.15)
	var tags []string
	for range random.IntN(6) {
		tags = append(tags, w.tags[w.tagRank.rank(random)])
	}
	p.Tags = blog.NewTags(tags)
	return p
}

func (w *writer) language(random *rand.Rand) *language {
	at := random.Float64()
	for _, l := range w.languages {
		if at -= l.share; at < 0 {
			return l
		}
	}
	return w.languages[0]
}

// Lengths of bodies in words: lognormal, as in real archives, with a mean of about
// 120.
const (
	lengthMedian = 80
	lengthSpread = 0.9 // of the logarithm
	shortestBody = 5
	longestBody  = 3000
)

// body generates paragraphs, most of them with a quotation, many with a link.
func (w *writer) body(random *rand.Rand, l *language, site string, quoteOnly bool) string {
	left := int(lengthMedian * math.Exp(lengthSpread*random.NormFloat64()))
	left = min(max(left, shortestBody), longestBody)
	quoteAt := -1
	if random.Float64() < 0.6 {
		quoteAt = 1
	}
	var parts []string
	for i := 0; left > 0; i++ {
		n := min(left, 25+random.IntN(50))
		text := paragraph(random, l, n)
		if quoteOnly || i == quoteAt {
			text = "> " + text
		} else if random.Float64() < 0.4 {
			text += fmt.Sprintf(" [%s](https://%s/%s) *%s*%s", l.phrase(random, 2), site, w.languages[0].word(random), l.word(random), l.stop)
		}
		parts = append(parts, text)
		left -= n
	}
	return strings.Join(parts, "\n\n")
}

func paragraph(random *rand.Rand, l *language, n int) string {
	var sentences []string
	for n > 0 {
		words := min(n, 5+random.IntN(20))
		sentences = append(sentences, l.sentence(random, words))
		n -= words
	}
	return strings.Join(sentences, l.space)
}
