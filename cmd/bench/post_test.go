package main

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
)

func TestThePostOfAnAgeIsTheSameInBlogsOfAllSizes(t *testing.T) {
	small, large := newWriter(1000), newWriter(1000000)
	for age := range 50 {
		a, b := small.post(age), large.post(age)
		if a.URL != "" && b.URL != "" { // it contains the year
			a.URL, b.URL = "", ""
		}
		a.Created, a.Published, b.Created, b.Published = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("age %d: %s", age, diff)
		}
	}
}

func TestGeneratedPostsAreLikeRealOnes(t *testing.T) {
	const n = 4000
	w := newWriter(1000000)
	words, quotes, scripts := 0, 0, map[string]bool{}
	last := newest.Add(time.Second)
	for age := range n {
		p := w.post(age)
		if err := p.Validate(); err != nil {
			t.Fatalf("age %d: %v", age, err)
		}
		if !p.Published.Before(last) {
			t.Fatalf("age %d is of %v, the one after it of %v", age, p.Published, last)
		}
		last = p.Published
		words += len(strings.Fields(p.Body))
		if strings.Contains(p.Body, "> ") {
			quotes++
		}
		for _, r := range p.Title {
			for name, table := range map[string]*unicode.RangeTable{"Latin": unicode.Latin, "Cyrillic": unicode.Cyrillic, "Han": unicode.Han, "Hiragana": unicode.Hiragana} {
				scripts[name] = scripts[name] || unicode.Is(table, r)
			}
		}
	}
	// Chinese and Japanese bodies count as a word or two here.
	if mean := float64(words) / n; math.Abs(mean-115) > 20 {
		t.Errorf("bodies have %.0f words", mean)
	}
	if share := float64(quotes) / n; share < 0.4 || share > 0.8 {
		t.Errorf("%.2f of the posts quote", share)
	}
	if len(scripts) != 4 || scripts["Latin"] != scripts["Han"] || !scripts["Cyrillic"] || !scripts["Hiragana"] {
		t.Errorf("titles are in %v", scripts)
	}
}

func TestAMillionPostsFillTwentyYears(t *testing.T) {
	for posts, want := range map[int]time.Duration{1000: 250 * 24 * time.Hour, 1000000: longestSpan} {
		oldest := newWriter(posts).post(posts - 1)
		if span := newest.Sub(oldest.Published); math.Abs(span.Hours()-want.Hours()) > 24 {
			t.Errorf("%d posts are of %v, not %v", posts, span, want)
		}
	}
}

func TestFrequentWordsAreFrequent(t *testing.T) {
	w := newWriter(1000)
	the, tag := 0, map[string]int{}
	for age := range 1000 {
		p := w.post(age)
		if strings.Contains(strings.ToLower(p.Body), " the ") {
			the++
		}
		for _, t := range p.Tags {
			tag[t.Slug]++
		}
	}
	top := tag[blog.NewTag(w.tags[0]).Slug]
	if the < 500 || top < 50 || top > 500 || len(tag) < 300 {
		t.Errorf("%d posts have the first word, %d the first of %d tags", the, top, len(tag))
	}
}
