package instapaper

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads Instapaper's exports.
var Format = record.Format{Name: "instapaper", Detect: detect, Read: read}

var titled = regexp.MustCompile(`(?i)<title>\s*Instapaper\b`)

func detect(_ string, head []byte) bool {
	header := record.Header(head)
	return slices.Contains(header, "url") && slices.Contains(header, "selection") && slices.Contains(header, "folder") || isPage(head)
}

func isPage(head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	return err == nil && titled.Match(text)
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head, whole, err := record.Head(r)
	switch {
	case err != nil:
		return record.Unreadable(f, err)
	case isPage(head):
		return readPage(f, whole)
	}
	return record.RowItems(f, whole, func(origin string, row record.Row) (record.Item, error) {
		s := saved{
			url: row.Get("url"), title: row.Get("title"), selection: row.Get("selection"), folder: row.Get("folder"),
			at: strings.TrimSpace(row.Get("timestamp")), tags: row.Get("tags"),
		}
		return s.item(origin, row.Raw)
	})
}

// saved is a saved article in Instapaper's terms.
type saved struct{ url, title, selection, folder, at, tags string }

// private is the scheme of what only its owner can see: mails that were forwarded to
// Instapaper, pages saved from behind a login.
const private = "instapaper-private:"

func (s saved) item(origin string, raw []byte) (record.Item, error) {
	it := record.Item{
		Origin: origin, Raw: raw, Title: record.Plain(s.title), Tags: s.labels(), Format: blog.Markdown, Status: blog.Draft, DateText: s.at,
		Notes: []string{"Instapaper does not say who may read it, so it is a draft."},
	}
	it.Body, it.Captured = record.Quoted(s.selection)
	if it.Title == record.Plain(s.url) {
		it.Title = ""
	}
	if address, err := record.URL(s.url, nil); err == nil {
		it.URL, it.Key = address, "instapaper:"+address
	} else if it.Title == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address that can be led to, and no words."}
	} else {
		it.Key = "instapaper:" + blog.Excerpt(s.url, 1000) + it.Title
		it.Note("%s", s.unreachable())
	}
	s.date(&it)
	switch strings.ToLower(strings.TrimSpace(s.folder)) {
	case "starred", "liked":
		it.Note("It was starred.")
	case "unread", "home":
		it.Note("It was marked as unread.")
	case "archive":
		it.Note("It was in Instapaper's archive.")
	}
	return it, nil
}

// unreachable returns the note that explains why the address is no source.
func (s saved) unreachable() string {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(s.url)), private) {
		return "It was private to Instapaper, a mail perhaps: its address leads nobody else anywhere, and was left out."
	}
	return "Its address can't be led to: " + blog.Excerpt(s.url, 300)
}

// date sets the item's date.
func (s saved) date(it *record.Item) {
	var ok bool
	switch it.Published, ok = record.Date(s.at); {
	case ok:
	case s.at == "" || s.at == "0":
		it.Note("The file has no date for it. Instapaper lists the newest first.")
	default:
		it.Note("The date “%s” can't be right.", blog.Excerpt(s.at, 60))
	}
}

// ownFolders are Instapaper's own folders; others were made by the user.
var ownFolders = []string{"", "unread", "archive", "starred", "liked", "home"}

// labels returns the tags, a JSON array in a cell, and the folder.
func (s saved) labels() (out []string) {
	var tags []string
	if json.Unmarshal([]byte(s.tags), &tags) != nil {
		tags = nil
		for name := range strings.SplitSeq(s.tags, ",") {
			tags = append(tags, strings.Trim(name, "[]\" "))
		}
	}
	tags = tags[:min(len(tags), record.MaxTags)]
	if !slices.Contains(ownFolders, strings.ToLower(strings.TrimSpace(s.folder))) {
		tags = append(tags, s.folder)
	}
	for _, t := range tags {
		// A comma would split the tag in two.
		if t = record.Plain(strings.ReplaceAll(t, ",", " ")); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}
