package search

import (
	"fmt"
	"strings"

	"pullquote/internal/blog"
)

// Properties of posts stand in the index as words that no text holds: Fold
// leaves no sign of the private use area.
const (
	facetMark = "\ue100"
	every     = facetMark + "all"
	nobody    = facetMark + "none"
)

// Facets gives a post's properties as words of the index.
func Facets(p *blog.Post) string {
	words := []string{every, kindFacet(p.Kind()), authorFacet(p.Author.ID)}
	for _, t := range p.Tags {
		words = append(words, tagFacet(t.Slug))
	}
	for host := p.Host(); host != ""; {
		words = append(words, hostFacet(host))
		_, host, _ = strings.Cut(host, ".")
	}
	if key := blog.SourceKey(p.URL); key != "" {
		words = append(words, facet("page", key))
	}
	if host := blog.HostOf(p.Via); host != "" {
		words = append(words, facet("via", host))
	}
	if p.Lang != "" {
		base, _, _ := strings.Cut(strings.ToLower(p.Lang), "-")
		words = append(words, facet("lang", base))
	}
	if p.InTrash() {
		words = append(words, trashFacet)
	}
	return strings.Join(words, " ")
}

var trashFacet = facet("in", "trash")

func kindFacet(k blog.Kind) string        { return facet("is", string(k)) }
func tagFacet(slug string) string         { return facet("tag", slug) }
func hostFacet(host string) string        { return facet("from", host) }
func authorFacet(id blog.AuthorID) string { return facet("by", fmt.Sprint(int64(id))) }
func property(word string) term           { return term{column: facetColumn, words: []string{word}} }
func facet(name, value string) string {
	var b strings.Builder
	b.WriteString(facetMark)
	b.WriteString(name)
	b.WriteString(facetMark)
	for _, r := range value {
		// ASCII punctuation would part the word; nothing else does.
		if r < 0x80 && !isWord(r) {
			r += 0xe000
		}
		b.WriteRune(r)
	}
	return b.String()
}
