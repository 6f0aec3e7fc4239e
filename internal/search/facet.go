package search

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"pullquote/internal/blog"
)

// shifted is the offset into the private use area of ASCII characters that the
// tokenizer would drop or change.
const shifted = 0xe000

// Properties of posts are indexed as words that no text contains, since Fold keeps no
// character of the private use area.
const (
	facetMark = "\ue100"
	every     = facetMark + "all"
	nobody    = facetMark + "none"
)

// Row returns what is indexed of a post, in the order of Columns.
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

// facets returns the properties of a post as words of the index.
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

// siteOf returns the host of an address, with Punycode (xn--) decoded.
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

// facet returns the word for a property with a value.
func facet(name, value string) string {
	var b strings.Builder
	b.WriteString(facetMark)
	b.WriteString(name)
	b.WriteString(facetMark)
	for _, r := range value {
		// The tokenizer of FTS5 would split the word at ASCII punctuation and fold
		// capitals. It leaves other characters alone.
		if r < utf8.RuneSelf && (!isWord(r) || unicode.IsUpper(r)) {
			r += shifted
		}
		b.WriteRune(r)
	}
	return b.String()
}
