package capture

import (
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/publish"
)

// Append appends what was written for a new post to the entry of an earlier post
// about the same page: the new text follows the earlier one, and nothing of either
// is dropped. A title of the author's own precedes the new text.
func Append(earlier *publish.Entry, e publish.Entry) {
	words := e.Body
	if title := strings.TrimSpace(e.Title); title != "" && title != earlier.Title && title != e.Source.About.Title {
		words = joined("**"+markup.Literal(title)+"**", words)
	}
	if e.Via != "" && e.Via != earlier.Via {
		if earlier.Via == "" {
			earlier.Via = e.Via
		} else {
			words = joined(words, "via <"+e.Via+">")
		}
	}
	if words = written(words, earlier.Format); strings.TrimSpace(words) != "" {
		earlier.Body = joined(earlier.Body, words)
	}
	earlier.Captured = append(earlier.Captured, e.Captured...)
	earlier.Tags = union(earlier.Tags, e.Tags)
	if e.Source.About != (blog.About{}) {
		earlier.Source.About = e.Source.About
	}
}

// PointBack adds a line with a link to an earlier post.
func PointBack(e *publish.Entry, earlier blog.Post) {
	line := "Previously: [" + markup.Literal(earlier.Name()) + "](" + earlier.Path + ")"
	if !strings.Contains(e.Body, "]("+earlier.Path+")") {
		e.Body = joined(e.Body, line)
	}
}

// TakeCanonical replaces the entry's address by the canonical one that the page
// declares. The previous address is kept as the original.
func TakeCanonical(e *publish.Entry) {
	canonical := e.Source.About.Canonical
	if canonical == "" || canonical == e.URL {
		return
	}
	if e.Source.Original == "" {
		e.Source.Original = e.URL
	}
	e.URL = canonical
}
