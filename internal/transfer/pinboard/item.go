package pinboard

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// reading is a file being read.
type reading struct {
	file record.File
	n    int                  // rows so far
	seen map[string]time.Time // date of each key's first bookmark
}

// making is an item being made.
type making struct {
	record.Item
	row     row
	unlinks bool // its address can't be linked to
}

// item makes the item of a row, or returns the error to yield in its place.
func (in *reading) item(one row, err error) (record.Item, error) {
	if fatal(err) {
		return record.Item{}, record.FileError(in.file, err)
	}
	in.n++
	origin := fmt.Sprintf("%s, item %d", in.file.Name, in.n)
	if err != nil {
		return record.Item{}, &record.RowError{Origin: origin, Err: err}
	}
	m := &making{row: one, Item: record.Item{Origin: origin, Raw: one.raw, Format: blog.WordPress}}
	m.words()
	m.address()
	if m.Title == "" && m.URL == "" && m.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address, no title and no words."}
	}
	m.tags()
	m.status()
	m.SetDates(one.time, "", in.file.Modified)
	if one.ours != nil {
		m.ours()
	}
	m.Key = in.key(one, m.Published)
	return m.Item, nil
}

// key returns the key of a bookmark: Pinboard's hash, which is that of its address.
// Pinboard has one bookmark for an address; files by Write may have several,
// distinguished by date.
func (in *reading) key(one row, saved time.Time) string {
	name := strings.ToValidUTF8(record.Plain(one.hash), "")
	if name == "" {
		name = record.Plain(one.href)
	}
	if name == "" {
		name = one.time + " " + record.Plain(one.description)
	}
	key := "pinboard:" + name
	if first, ok := in.seen[key]; ok && !first.Equal(saved) {
		return key + "@" + saved.Format(time.RFC3339)
	}
	in.seen[key] = saved
	return key
}

// words sets title and body. A substitute for a missing title is dropped: the
// address, or the beginning of the text.
func (m *making) words() {
	m.Title = record.Plain(decoded(m.row.description))
	if m.Body = record.Visible(m.row.extended); strings.TrimSpace(m.Body) == "" {
		m.Body = ""
	}
	if len(m.Body) <= blog.MaxBody { // else the gate rejects it as too long
		m.Body = asHTML(m.Body)
	}
	href := record.Plain(m.row.href)
	if m.Title == href || m.Title == (&blog.Post{URL: href}).Name() {
		m.Title = ""
	}
	if strings.HasSuffix(m.Title, "…") && len(m.Body) <= blog.MaxBody {
		rendered, _ := markup.Render(m.Body, m.Format)
		if m.Title == (&blog.Post{Rendered: rendered}).Name() {
			m.Title = ""
		}
	}
}

// notesAtPinboard matches the address of a note at Pinboard. The text of notes is not
// in any export of bookmarks.
var notesAtPinboard = regexp.MustCompile(`^https?://(?:notes\.pinboard\.in/|pinboard\.in/u:[^/]+/notes/)`)

// address sets the source.
func (m *making) address() {
	href := strings.TrimSpace(m.row.href)
	if href == "" || strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") {
		return // a note from a blog that did not know its own address
	}
	m.unlinks = !m.SetURL(href)
	if notesAtPinboard.MatchString(m.URL) {
		m.Note("It leads to a note that is kept at Pinboard; the note's words are not in this file.")
	}
}

// unfiled is del.icio.us's tag for bookmarks without tags.
const unfiled = "system:unfiled"

// tags sets the tags. Special ones are interpreted: via:… is where the author found
// it, and one that begins with a dot is visible to the author only.
func (m *making) tags() {
	var private []string
	for _, name := range m.row.tags {
		name = record.Plain(decoded(name))
		via, isVia := strings.CutPrefix(name, "via:")
		switch {
		case strings.HasPrefix(name, "."):
			private = append(private, name)
		case isVia && m.via(via):
		case isVia:
			m.Note("The tag %s was left out; a via link needs an address.", name)
		case name != "" && name != unfiled:
			m.Tags = append(m.Tags, name)
		}
	}
	if len(private) > 0 {
		m.Note("Private tags, which only you saw, were left out: %s", blog.Excerpt(strings.Join(private, " "), 500))
	}
}

// via sets the via link if text is an address and there is none yet, and reports whether
// it did.
func (m *making) via(text string) bool {
	address, err := record.URL(text, nil)
	if err != nil || m.Via != "" {
		return false
	}
	m.Via = address
	return true
}

// status sets the status: published, if the file says so and there is something to read.
func (m *making) status() {
	shared, saysShared := truth(m.row.shared)
	private, saysPrivate := truth(m.row.private)
	toread, _ := truth(m.row.toread)
	m.Status = blog.Draft
	switch {
	case saysShared && !shared, saysPrivate && private:
		m.Note("It was private: it comes in as a draft.")
	case !shared && !(saysPrivate && !private):
		m.Note("The file does not say whether others could see it: it comes in as a draft.")
	case toread && m.Body == "":
		m.Note("It was yet to be read and has no words: it comes in as a draft.")
	case !m.unlinks:
		m.Status = blog.Published
	}
	if toread && m.Body != "" {
		m.Note("It was marked as yet to be read.")
	}
}
