package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// newest is when the last generated post was published. It is fixed, so that
// the same blog comes of the same number every time.
var newest = time.Date(2026, 1, 31, 20, 15, 0, 0, time.UTC)

// The times of generated posts: twenty years, or fewer where that would leave
// less than perDay posts a day. The lists of a small blog are as full as those
// of a large one then.
const (
	longestSpan = 20 * 365 * 24 * time.Hour
	perDay      = 4
)

// writer makes posts. The post of an age is the same in blogs of all sizes, but
// for its time: what differs between their pages is not what stands on them.
type writer struct {
	posts     int
	gap       time.Duration // between two posts, about
	languages []*language
	sites     []string
	siteRank  *zipf
	tags      []string
	tagRank   *zipf
}

// Sizes of what posts have in common.
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

// seed keeps the random numbers of a post apart from those of all others.
const seed = 2718

// post makes the post that age others came after.
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
	if kind > 0.05 { // else it is a note
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

// Lengths of bodies: lognormal, as those of real archives are, with a mean of
// about 120 words.
const (
	lengthMedian = 80
	lengthSpread = 0.9 // of the logarithm
	shortestBody = 5
	longestBody  = 3000
)

// body makes paragraphs, most of them with a quotation, many with a link.
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
