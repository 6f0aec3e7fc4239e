package shaarli

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// making is an item being made.
type making struct {
	record.Item
	from    link
	unlinks bool // its address can't be linked to
}

// itemOf makes the item of an object in a file that was modified at a time. It returns the
// error to yield in its place if there is no item.
func itemOf(origin string, raw json.RawMessage, modified time.Time) (record.Item, error) {
	m := &making{Item: record.Item{Origin: origin, Raw: raw, Format: blog.Markdown}}
	if err := json.Unmarshal(raw, &m.from); err != nil || raw[0] != '{' {
		return record.Item{}, &record.RowError{Origin: origin, Err: &blog.Error{
			Kind: blog.Invalid, Message: "This is no link of Shaarli's that can be read; it was passed over.", Err: err,
		}}
	}
	m.addresses()
	m.words()
	if m.Title == "" && m.URL == "" && m.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address, no title and no words."}
	}
	m.tags()
	m.status()
	m.SetDates(string(m.from.Created), string(m.from.Updated), modified)
	m.Key = m.from.key()
	return m.Item, nil
}

// key returns the key of a link: its short address, else its number, else its address.
func (l *link) key() string {
	for _, name := range []scalar{l.ShortURL, l.ID, l.URL} {
		if name.line() != "" {
			return "shaarli:" + name.line()
		}
	}
	return "shaarli:" + l.Created.line() + " " + l.Title.line()
}

// words sets title and body. Shaarli uses the address as title if there is none; that
// is dropped.
func (m *making) words() {
	m.Title = m.from.Title.line()
	if m.Title == m.from.URL.line() || m.Title == "?"+m.from.ShortURL.line() || m.Title == "/shaare/"+m.from.ShortURL.line() {
		m.Title = ""
	}
	text := record.TrimBlankLines(strings.ReplaceAll(string(m.from.Description), "\r\n", "\n"))
	if slices.Contains(m.from.Tags, noMarkdown) {
		m.Format, m.Body = blog.WordPress, asTyped(text)
		return
	}
	m.Body = record.BreakLines(markup.LiteralTags(text))
}

// tags sets the tags. Those that begin with a dot are visible to the author only.
func (m *making) tags() {
	var private []string
	for _, name := range m.from.Tags {
		switch {
		case strings.HasPrefix(name, "."):
			private = append(private, name)
		case name != noMarkdown:
			m.Tags = append(m.Tags, name)
		}
	}
	if len(private) > 0 {
		m.Note("Private tags, which only you saw, were left out: %s", blog.Excerpt(strings.Join(private, " "), 500))
	}
}

// status sets the status: published, if the file says that the link is public.
func (m *making) status() {
	m.Status = blog.Draft
	switch strings.ToLower(m.from.Private.line()) {
	case "true", "1":
		m.Note("It was private: it comes in as a draft.")
	case "false", "0":
		if !m.unlinks {
			m.Status = blog.Published
		}
	default:
		m.Note("The file does not say whether others could see it: it comes in as a draft.")
	}
}
