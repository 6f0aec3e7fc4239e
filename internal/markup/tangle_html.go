package markup

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// fewTags are too few to be looked at.
	fewTags = 1000

	// mostFormats is how many elements of formatting may be open where others
	// begin, added up: 2 MB of <p> behind 200 of <b> that nothing ends would fill
	// the memory.
	mostFormats = 300_000

	// mostTags is how many tags a fragment may have. Each costs some three millionths
	// of a second, in all rounds together; 2 MB that are written by hand have a third.
	mostTags = 300_000

	// mostRoots is how many tags of a page's own elements a fragment may have, times
	// its bytes: what all have of attributes is put together with each.
	mostRoots = 20_000_000
)

// hasManyTags reports whether a fragment is hardly anything but tags.
func hasManyTags(fragment string) bool { return strings.Count(fragment, "<") > mostTags }

// hasManyRoots reports whether to put together the attributes of the elements html
// and body would take far too long.
func hasManyRoots(fragment string) bool {
	if strings.Count(fragment, "<")*len(fragment) <= mostRoots {
		return false
	}
	folded := strings.ToLower(fragment)
	return (strings.Count(folded, "<html")+strings.Count(folded, "<body"))*len(fragment) > mostRoots
}

// isTangledHTML reports whether a parser would make far more elements of a fragment
// than it has: those of formatting that are open where a paragraph ends are begun
// again in each that comes after
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

// formats are the elements of formatting that are open, as their start tags are
// written.
type formats [][]byte

// begin notes a start tag, if it is one of formatting. Of three that are alike a fourth takes the place, and an
// <a> ends the one before.
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

// end notes an end tag.
func (f *formats) end(tag []byte) {
	name := formatOf(tag[2:])
	for i, other := range slices.Backward(*f) {
		if name != 0 && formatOf(other[1:]) == name {
			*f = slices.Delete(*f, i, i+1)
			return
		}
	}
}

// formatOf gives the name of an element of formatting, that a tag begins with
// behind its sign; 0 if it is another one.
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
