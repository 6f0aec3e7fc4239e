package pocket

import (
	"bytes"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads Pocket's exports.
var Format = record.Format{Name: "pocket", Detect: detect, Read: read}

func detect(_ string, head []byte) bool { return isCSV(head) || isAnnotations(head) || isPage(head) }

func isCSV(head []byte) bool {
	header := record.Header(head)
	return slices.Contains(header, "url") && slices.Contains(header, "time_added")
}

// isAnnotations reports whether a file is a list of pages with passages, by its first
// element.
func isAnnotations(head []byte) bool {
	if first := bytes.TrimLeft(head, "\xEF\xBB\xBF\xFE\xFF\x00 \t\r\n"); len(first) == 0 || first[0] != '[' {
		return false // the common case; the rest is more expensive
	}
	keys, _ := record.FirstKeys(record.Text(bytes.NewReader(head)))
	return slices.Contains(keys, "url") && slices.Contains(keys, "highlights")
}

var (
	saved  = regexp.MustCompile(`(?i)<a\s[^>]*\stime_added\s*=`)
	titled = regexp.MustCompile(`(?i)<title>\s*Pocket Export\s*</title>`)
)

func isPage(head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	return err == nil && (titled.Match(text) || saved.Match(text))
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head, whole, err := record.Head(r)
	switch {
	case err != nil:
		return record.Unreadable(f, err)
	case isAnnotations(head):
		return readAnnotations(f, whole)
	case isPage(head):
		return readPage(f, whole)
	}
	return readCSV(f, whole)
}

// unsaid is a note on every item.
const unsaid = "Pocket does not say who may read it, so it is a draft."

// link is a saved link in Pocket's terms.
type link struct {
	url, title, added string
	state             string // "unread", "archive"; empty if not known
	tags              []string
	passages          []passage
}

// item makes the item of a link. If the address is invalid, the text is kept.
func (l link) item(origin string, raw []byte) (record.Item, error) {
	it := record.Item{Origin: origin, Raw: raw, Tags: l.tags, Format: blog.Markdown, Status: blog.Draft, DateText: l.added, Notes: []string{unsaid}}
	it.Title = l.titleIfKnown()
	if address, err := record.URL(l.url, nil); err == nil {
		it.URL, it.Key = address, "pocket:"+address
	} else if it.Title == "" && len(l.passages) == 0 {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address that can be led to, and no title."}
	} else {
		it.Key = "pocket:" + blog.Excerpt(l.url, 1000) + it.Title
		it.Note("Its address can't be led to: %s", blog.Excerpt(l.url, 300))
	}
	var ok bool
	if it.Published, ok = record.Date(l.added); !ok && l.added != "" {
		it.Note("The date “%s” can't be right.", blog.Excerpt(l.added, 60))
	}
	switch l.state {
	case "unread":
		it.Note("It was marked as unread.")
	case "archive":
		it.Note("It was in Pocket's archive.")
	}
	for _, p := range l.passages {
		md, captured := record.Quoted(p.text)
		it.Body = record.Paragraphs(it.Body, md)
		it.Captured = append(it.Captured, captured...)
	}
	return it, nil
}

// titleIfKnown returns the title. If Pocket has none, it writes the address instead,
// shortened like a title.
func (l link) titleIfKnown() string {
	title, url := record.Plain(l.title), record.Plain(l.url)
	if strings.Contains(title, "://") && strings.HasPrefix(url, title) {
		return ""
	}
	return title
}

// same normalises an address for comparing those of links and passages.
func same(address string) string {
	if url, err := record.URL(address, nil); err == nil {
		return url
	}
	return strings.TrimSpace(address)
}
