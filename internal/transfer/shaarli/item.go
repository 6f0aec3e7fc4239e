package shaarli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// making is an item while it is made.
type making struct {
	record.Item
	from    link
	unlinks bool // its address can't be linked to
}

func (m *making) note(sentence string, args ...any) {
	m.Notes = append(m.Notes, fmt.Sprintf(sentence, args...))
}

// itemOf makes the item of an object, or the error that stands in its place.
func itemOf(f record.File, origin string, raw json.RawMessage) (record.Item, error) {
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
	m.dates(f.Modified)
	m.Key = m.from.key()
	return m.Item, nil
}

// key tells a link: by its short address, else its number, else its address.
func (l *link) key() string {
	for _, name := range []scalar{l.ShortURL, l.ID, l.URL} {
		if name.line() != "" {
			return "shaarli:" + name.line()
		}
	}
	return "shaarli:" + l.Created.line() + " " + l.Title.line()
}

// words reads title and commentary. Shaarli takes the address for a title where
// there is none.
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

// tags reads tags. Those with a dot at their head only the author sees.
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
		m.note("Private tags, which only you saw, were left out: %s", blog.Excerpt(strings.Join(private, " "), 500))
	}
}

// status says who may read it: everybody, if the file says so.
func (m *making) status() {
	m.Status = blog.Draft
	switch strings.ToLower(m.from.Private.line()) {
	case "true", "1":
		m.note("It was private: it comes in as a draft.")
	case "false", "0":
		if !m.unlinks {
			m.Status = blog.Published
		}
	default:
		m.note("The file does not say whether others could see it: it comes in as a draft.")
	}
}

// dates reads when it was created and last changed. A public link without a
// date has that of its last change, or the file's.
func (m *making) dates(file time.Time) {
	m.DateText = blog.Excerpt(string(m.from.Created), 200)
	created, isDate := record.Date(string(m.from.Created))
	updated, wasChanged := record.Date(string(m.from.Updated))
	if isDate {
		m.Published = created
		if updated.After(created) {
			m.Updated = updated
		}
		return
	}
	what := "It has no date"
	if m.DateText != "" {
		what = fmt.Sprintf("The date “%s” can't be right", blog.Excerpt(m.DateText, 60))
	}
	switch {
	case wasChanged:
		m.Published = updated
		what += "; the date of the last change was taken"
	case m.Status == blog.Published && !file.IsZero():
		m.Published = file.UTC()
		what += "; the file's own date was taken"
	}
	m.note("%s.", what)
}
