package search

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheBestMatchComesFirst(t *testing.T) {
	filler := strings.Repeat("Other words stand here. ", 30)
	type post struct{ title, own, quoted, tags string }
	for _, tc := range []struct {
		name, query string
		posts       []post
		want        []int
	}{
		{"a title before a tag, that before own words, those before a quote", "heron", []post{
			{quoted: "A heron."}, {own: "A heron."}, {tags: "heron"}, {title: "A heron"},
		}, []int{3, 2, 1, 0}},
		{"a short text before a long one", "heron", []post{{own: "Heron. " + filler}, {own: "Heron."}}, []int{1, 0}},
		{"more of it before less", "heron", []post{{own: "A heron, a lake."}, {own: "A heron, a heron."}}, []int{1, 0}},
		{"the rare word says more than the frequent one", "lake OR heron", []post{{own: "A lake."}, {own: "A lake."}, {own: "A heron."}, {own: "A lake."}}, []int{2, 0, 1, 3}},
		{"a word confined to titles counts there alone", "title:heron", []post{{title: "A lake", own: "Heron heron heron."}, {title: "A heron"}}, []int{1, 0}},
		{"a phrase has to stand together", `"still water"`, []post{{own: "Water is still."}, {own: "Still water."}}, []int{1, 0}},
		{"a beginning counts in all its words", "her*", []post{{own: "A lake, a heron."}, {own: "Herons, herbs."}}, []int{1, 0}},
		{"equals stay in their order", "heron", []post{{own: "Heron."}, {own: "Heron."}, {own: "Heron."}}, []int{0, 1, 2}},
		{"properties alone leave the order", "tag:birds", []post{{own: "Lake."}, {own: "Heron."}}, []int{0, 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := Parse(tc.query, time.UTC)
			r := q.Ranking()
			for _, p := range tc.posts {
				r.Add(p.title, p.own, p.quoted, p.tags)
			}
			if got := r.Order(); !slices.Equal(got, tc.want) {
				t.Errorf("%s puts them as %v, want %v", tc.query, got, tc.want)
			}
		})
	}
}
