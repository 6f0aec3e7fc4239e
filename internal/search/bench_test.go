package search

import (
	"strings"
	"testing"
	"time"
)

func BenchmarkRanking(b *testing.B) {
	q := Parse("heron lake", time.UTC)
	own := strings.Repeat("A heron stands in the still water, as others did before it. ", 10)
	quoted := strings.Repeat("Über dem See lag der Nebel, und niemand sah ihn. ", 5)
	b.ReportAllocs()
	for b.Loop() {
		r := q.Ranking()
		for range 100 {
			r.Add("A heron at the lake", own, quoted, "birds, lakes")
		}
		r.Order()
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		q := Parse(`"still water" from:example.org -tag:cities heron year:2012`, time.UTC)
		q.Match(nil)
	}
}
