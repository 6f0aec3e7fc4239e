package linkding

import (
	"encoding/json"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// making is an item being made.
type making struct {
	record.Item
	from    bookmark
	unlinks bool // its address can't be linked to
}

// itemOf makes the item of an object in a file that was modified at a time. It returns the
// error to yield in its place if there is no item.
func itemOf(origin string, raw json.RawMessage, modified time.Time) (record.Item, error) {
	m := &making{Item: record.Item{Origin: origin, Raw: raw, Format: blog.Markdown}}
	if err := json.Unmarshal(raw, &m.from); err != nil || raw[0] != '{' {
		return record.Item{}, &record.RowError{Origin: origin, Err: &blog.Error{
			Kind: blog.Invalid, Message: "This is no bookmark of linkding's that can be read; it was passed over.", Err: err,
		}}
	}
	m.words()
	m.address()
	if m.Title == "" && m.URL == "" && m.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address, no title and no words."}
	}
	m.about()
	m.status()
	m.dates(modified)
	m.Tags = m.from.TagNames
	m.Key = "linkding:" + m.from.URL.line()
	if m.from.URL.line() == "" {
		m.Key += string(m.from.Added) + " " + m.from.Title.line()
	}
	return m.Item, nil
}

// words sets title and body. Like linkding, it uses the page's own title if the
// author gave none.
func (m *making) words() {
	m.Title = m.from.Title.line()
	if m.Title == "" {
		m.Title = m.from.WebsiteTitle.line()
	}
	if m.Title == m.from.URL.line() {
		m.Title = ""
	}
	m.Body = literal(string(m.from.Description))
	notes := markup.LiteralTags(record.TrimBlankLines(string(m.from.Notes)))
	if m.Body != "" && notes != "" {
		m.Body += "\n\n"
	}
	m.Body += notes
}

// literal converts plain text to Markdown that shows it unchanged, with its line ends.
func literal(text string) string {
	if len(text) > blog.MaxBody {
		return text // the gate rejects it as too long
	}
	var b strings.Builder
	open := false // the previous line belongs to the same paragraph
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = markup.Literal(line)
		switch {
		case line == "" && open:
			b.WriteString("\n\n")
		case open:
			b.WriteString("  \n")
		}
		b.WriteString(line)
		open = line != ""
	}
	return strings.TrimRight(b.String(), "\n")
}

// address sets the source.
func (m *making) address() {
	if href := string(m.from.URL); strings.TrimSpace(href) != "" {
		m.unlinks = !m.SetURL(href)
	}
}

// about sets what linkding fetched from the page.
func (m *making) about() {
	m.Source = blog.About{Title: m.from.WebsiteTitle.line(), Description: m.from.WebsiteDescription.line()}
	if picture, err := record.URL(string(m.from.Preview), nil); err == nil {
		m.Source.Image = picture
	}
	if m.from.Snapshot.line() != "" {
		m.Note("A copy of the page as it was: %s", m.from.Snapshot.line())
	}
	if m.from.Archived.yes {
		m.Note("It was in linkding's archive.")
	}
}

// status sets the status: published, if it was shared and there is something to read.
func (m *making) status() {
	m.Status = blog.Draft
	switch {
	case !m.from.Shared.known:
		m.Note("The file does not say whether it was shared: it comes in as a draft.")
	case !m.from.Shared.yes:
		m.Note("It was not shared: it comes in as a draft.")
	case m.from.Unread.yes && m.Body == "":
		m.Note("It was unread and has no words: it comes in as a draft.")
	case !m.unlinks:
		m.Status = blog.Published
	}
	if m.from.Unread.yes && m.Body != "" {
		m.Note("It was marked as unread.")
	}
}

// dates sets the dates. linkding adds a bookmark in two steps, some milliseconds apart:
// that is no change.
func (m *making) dates(file time.Time) {
	m.SetDates(string(m.from.Added), string(m.from.Modified), file)
	if m.Updated.Sub(m.Published) < time.Second {
		m.Updated = time.Time{}
	}
}
