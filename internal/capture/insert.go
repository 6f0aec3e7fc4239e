package capture

import (
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// insert inserts a captured passage into a body: before the first quote that comes
// later in the page, else at the end. Passages whose place in the page is unknown
// stay in the order in which they came. insert returns false if the body has the
// passage already.
func insert(body string, format blog.Format, captured []blog.Quote, passage blog.Quote, quote string) (string, bool) {
	spans := markup.Blockquotes(body, format)
	quotes := make([]blog.Quote, len(spans))
	for i, s := range spans {
		quotes[i].Text = s.Text
	}
	for i, q := range blog.PairQuotes(quotes, captured) {
		if q.Captured == "" || i >= len(spans) {
			continue
		}
		if q.Captured == passage.Captured && q.Place == passage.Place {
			return body, false
		}
		if passage.Place > 0 && q.Place > passage.Place {
			at := spans[i].Start
			return joined(body[:at], quote) + "\n\n" + body[at:], true
		}
	}
	return joined(body, quote), true
}

// joined appends a block to text.
func joined(text, block string) string {
	if text = strings.TrimRight(text, "\n"); strings.TrimSpace(text) == "" {
		return block
	}
	return text + "\n\n" + block
}
