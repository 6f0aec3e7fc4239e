package markup

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// fewTags is the number of tags below which a fragment is not checked.
	fewTags = 1000

	// mostFormats limits the sum of open formatting elements over all other start
	// tags: 2 MB of <p> after 200 unclosed <b> would fill the memory.
	mostFormats = 300_000

	// mostTags limits the tags of a fragment. Each takes some three microseconds, in
	// all rounds together; 2 MB of hand-written HTML have a third of that number.
	mostTags = 300_000

	// mostRoots limits the number of html and body tags of a fragment, times its
	// bytes: with each of them, the parser merges the attributes of all.
	mostRoots = 20_000_000
)

// hasManyTags reports whether a fragment has more tags than mostTags.
func hasManyTags(fragment string) bool { return strings.Count(fragment, "<") > mostTags }

// hasManyRoots reports whether merging the attributes of html and body tags would
// take far too long.
func hasManyRoots(fragment string) bool {
	if strings.Count(fragment, "<")*len(fragment) <= mostRoots {
		return false
	}
	folded := strings.ToLower(fragment)
	return (strings.Count(folded, "<html")+strings.Count(folded, "<body"))*len(fragment) > mostRoots
}

// isTangledHTML reports whether a parser would create far more elements than a
// fragment has: formatting elements that are open at the end of a paragraph are
// repeated in each one after it
// (https://html.spec.whatwg.org/#reconstruct-the-active-formatting-elements).
func isTangledHTML(fragment string) bool {
	if hasManyRoots(fragment) {
		return true
	}
	if strings.Count(fragment, "<") < fewTags {
		return false
	}
	z := html.NewTokenizer(strings.NewReader(fragment))
	var open formats
	made := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			if tag := z.Raw(); !open.begin(tag) {
				made += len(open)
			}
		case html.EndTagToken:
			open.end(z.Raw())
		}
		if made > mostFormats || len(open) > fewTags {
			return true
		}
	}
}

// formats holds the start tags of the open formatting elements.
type formats [][]byte

// begin records a start tag, and reports whether it is that of a formatting element.
// As in the specification, only three equal tags are kept, and an <a> closes the one
// before.
func (f *formats) begin(tag []byte) bool {
	name := formatOf(tag[1:])
	if name == 0 {
		return false
	}
	alike, first := 0, 0
	for i, other := range slices.Backward(*f) {
		if bytes.Equal(other, tag) || name == atom.A && formatOf(other[1:]) == atom.A {
			alike, first = alike+1, i
		}
	}
	if alike == 3 || alike > 0 && name == atom.A {
		*f = slices.Delete(*f, first, first+1)
	}
	*f = append(*f, bytes.Clone(tag))
	return true
}

// end records an end tag.
func (f *formats) end(tag []byte) {
	name := formatOf(tag[2:])
	for i, other := range slices.Backward(*f) {
		if name != 0 && formatOf(other[1:]) == name {
			*f = slices.Delete(*f, i, i+1)
			return
		}
	}
}

// formatOf returns the name of the formatting element in a tag, given without its
// "<"; 0 for other elements.
func formatOf(tag []byte) atom.Atom {
	end := bytes.IndexAny(tag, " \t\n\f\r/>")
	if end < 0 || end > len("strong") {
		return 0
	}
	switch name := atom.Lookup(bytes.ToLower(tag[:end])); name {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return name
	}
	return 0
}
