package search

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"pullquote/internal/blog"
)

// shifted is how far ASCII signs that would not stay are moved, into the private
// use area.
const shifted = 0xe000

// Properties of posts stand in the index as words that no text holds: Fold
// leaves no sign of the private use area.
const (
	facetMark = "\ue100"
	every     = facetMark + "all"
	nobody    = facetMark + "none"
)

// Row returns what the index has of a post, by Columns.
func Row(p *blog.Post) []string {
	tags := make([]string, len(p.Tags))
	for i, t := range p.Tags {
		tags[i] = t.Name
	}
	var g gatherer
	about := &p.Source.About
	row := []string{
		g.fold(p.Title), g.fold(p.Rendered.Own), g.fold(p.Rendered.Quoted), g.fold(tags...),
		g.fold(about.Title, about.Site, about.Author, about.Description),
	}
	facets := facets(p)
	for _, gram := range g.grams {
		facets = append(facets, string(gram))
	}
	return append(row, strings.Join(facets, " "))
}

// facets returns a post's properties as words of the index.
func facets(p *blog.Post) []string {
	words := []string{every, kindFacet(p.Kind()), authorFacet(p.Author.ID)}
	for _, t := range p.Tags {
		words = append(words, tagFacet(t.Slug))
	}
	for host := siteOf(p.URL); host != ""; {
		words = append(words, hostFacet(host))
		_, host, _ = strings.Cut(host, ".")
	}
	if key := blog.SourceKey(p.URL); key != "" {
		words = append(words, facet("page", key))
	}
	if host := siteOf(p.Via); host != "" {
		words = append(words, facet("via", host))
	}
	if p.Lang != "" {
		base, _, _ := strings.Cut(strings.ToLower(p.Lang), "-")
		words = append(words, facet("lang", base))
	}
	if p.InTrash() {
		words = append(words, trashFacet)
	}
	return words
}

var trashFacet = facet("in", "trash")

func kindFacet(k blog.Kind) string        { return facet("is", string(k)) }
func tagFacet(slug string) string         { return facet("tag", slug) }
func hostFacet(host string) string        { return facet("from", host) }
func authorFacet(id blog.AuthorID) string { return facet("by", fmt.Sprint(int64(id))) }
func property(word string) term           { return term{column: facetColumn, words: []string{word}} }

// siteOf returns the host of an address in letters that people read: of a name
// that is written with xn-- the one that is meant.
func siteOf(address string) string {
	host := blog.HostOf(address)
	if !strings.Contains(host, "xn--") {
		return host
	}
	if name, err := idna.ToUnicode(host); err == nil {
		return name
	}
	return host
}

func facet(name, value string) string {
	var b strings.Builder
	b.WriteString(facetMark)
	b.WriteString(name)
	b.WriteString(facetMark)
	for _, r := range value {
		// ASCII punctuation would part the word, and capitals be taken for small
		// letters; nothing else changes.
		if r < utf8.RuneSelf && (!isWord(r) || unicode.IsUpper(r)) {
			r += shifted
		}
		b.WriteRune(r)
	}
	return b.String()
}
