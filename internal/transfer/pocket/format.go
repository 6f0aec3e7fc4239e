package pocket

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format is the format of Pocket's exports.
var Format = record.Format{Name: "pocket", Detect: detect, Read: read}

func detect(_ string, head []byte) bool { return isCSV(head) || isAnnotations(head) || isPage(head) }

func isCSV(head []byte) bool {
	header := record.Header(head)
	return slices.Contains(header, "url") && slices.Contains(header, "time_added")
}

var (
	annotated = regexp.MustCompile(`^\s*(?:\x{FEFF})?\[\s*\{[^\[\]]*"highlights"\s*:`)
	saved     = regexp.MustCompile(`(?i)<a\s[^>]*time_added=`)
	titled    = regexp.MustCompile(`(?i)<title>\s*Pocket Export`)
)

func isAnnotations(head []byte) bool { return annotated.Match(head) }

func isPage(head []byte) bool { return titled.Match(head) || saved.Match(head) }

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head := make([]byte, record.HeadSize)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return func(yield func(record.Item, error) bool) {
			yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
		}
	}
	head = head[:n]
	text := record.Text(io.MultiReader(bytes.NewReader(head), r))
	switch {
	case isAnnotations(head):
		return readAnnotations(f, text)
	case isPage(head):
		return readPage(f, text)
	}
	return readCSV(f, text)
}

// unsaid is what every item's line says.
const unsaid = "Pocket does not say who may read it, so it is a draft."

// link is what Pocket knows of a page that was saved.
type link struct {
	url, title, added string
	tags              []string
	passages          []passage
}

// item makes the item of a link. A link that is none keeps its words.
func (l link) item(origin string, raw []byte) (record.Item, error) {
	it := record.Item{Origin: origin, Raw: raw, Tags: l.tags, Format: blog.Markdown, Status: blog.Draft, DateText: l.added, Notes: []string{unsaid}}
	it.Title = record.Plain(l.title)
	if address, err := record.URL(l.url, nil); err == nil {
		it.URL, it.Key = address, "pocket:"+address
	} else if it.Title == "" && len(l.passages) == 0 {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address that can be led to, and no title."}
	} else {
		it.Key = "pocket:" + blog.Excerpt(l.url, 1000) + it.Title
		it.Notes = append(it.Notes, "Its address can't be led to: "+blog.Excerpt(l.url, 300))
	}
	if it.Title == it.URL || it.Title == strings.TrimSpace(l.url) {
		it.Title = "" // what Pocket puts where it knows none
	}
	var ok bool
	if it.Published, ok = record.Stamp(l.added); !ok && l.added != "" {
		it.Notes = append(it.Notes, fmt.Sprintf("The date “%s” can't be right.", blog.Excerpt(l.added, 60)))
	}
	for _, p := range l.passages {
		md, captured := record.Quoted(p.text)
		it.Body = record.Paragraphs(it.Body, md)
		it.Captured = append(it.Captured, captured...)
	}
	return it, nil
}
