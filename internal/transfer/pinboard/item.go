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

// reading is a file while it is read.
type reading struct {
	file record.File
	n    int                  // rows so far
	seen map[string]time.Time // when what has a key was saved
}

// making is an item while it is made.
type making struct {
	record.Item
	row     row
	unlinks bool // its address can't be linked to
}

func (m *making) note(sentence string, args ...any) {
	m.Notes = append(m.Notes, fmt.Sprintf(sentence, args...))
}

// item makes the item of a row, or the error that stands in its place.
func (in *reading) item(one row, err error) (record.Item, error) {
	if fatal(err) {
		return record.Item{}, in.failed(err)
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
	m.date(in.file.Modified)
	if one.ours != nil {
		m.ours()
	}
	m.Key = in.key(one, m.Published)
	return m.Item, nil
}

// key tells a bookmark: by Pinboard's hash, which is of its address. Pinboard
// has one bookmark of an address; in files that Write made there may be
// several, each with a date of its own.
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

// words reads title and commentary. What stands in for a title where there is
// none, is none: the address, or the beginning of the words.
func (m *making) words() {
	m.Title = record.Plain(decoded(m.row.description))
	if m.Body = strings.Map(visible, m.row.extended); strings.TrimSpace(m.Body) == "" {
		m.Body = ""
	}
	if len(m.Body) <= blog.MaxBody { // else the gate says that it is too long
		m.Body = meant(m.Body)
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

// visible drops control characters that JSON can spell.
func visible(r rune) rune {
	if r == '\r' {
		return r
	}
	return record.Printable(r)
}

// notesAtPinboard is where Pinboard shows the notes of its users. Their words
// are in no export of bookmarks.
var notesAtPinboard = regexp.MustCompile(`^https?://(?:notes\.pinboard\.in/|pinboard\.in/u:[^/]+/notes/)`)

// address reads the source. An address that can't be linked to costs no words:
// they become a note.
func (m *making) address() {
	href := strings.TrimSpace(m.row.href)
	if href == "" || strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") {
		return // a note of a blog that did not know its own address
	}
	address, err := record.URL(href, nil)
	if err != nil {
		m.unlinks = true
		for _, fault := range blog.Faults(err) {
			m.note("%s", fault.Sentence())
		}
		m.note("Its address can't be linked to, so it comes in as a draft without one: %s", blog.Excerpt(href, 500))
		return
	}
	m.URL = address
	if notesAtPinboard.MatchString(address) {
		m.note("It leads to a note that is kept at Pinboard; the note's words are not in this file.")
	}
}

// unfiled is the tag that del.icio.us gave what had none.
const unfiled = "system:unfiled"

// tags reads tags. Those that say something else are taken for that: where the
// author found it (via:…), or, with a dot at its head, a tag that only the
// author sees.
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
			m.note("The tag %s was left out; a via link needs an address.", name)
		case name != "" && name != unfiled:
			m.Tags = append(m.Tags, name)
		}
	}
	if len(private) > 0 {
		m.note("Private tags, which only you saw, were left out: %s", blog.Excerpt(strings.Join(private, " "), 500))
	}
}

// via takes an address for where the author found it, the first one.
func (m *making) via(text string) bool {
	address, err := record.URL(text, nil)
	if err != nil || m.Via != "" {
		return false
	}
	m.Via = address
	return true
}

// status says who may read it: everybody, if the file says so and there is
// something to read.
func (m *making) status() {
	shared, toldShared := truth(m.row.shared)
	private, toldPrivate := truth(m.row.private)
	toread, _ := truth(m.row.toread)
	m.Status = blog.Draft
	switch {
	case toldShared && !shared, toldPrivate && private:
		m.note("It was private: it comes in as a draft.")
	case !shared && !(toldPrivate && !private):
		m.note("The file does not say whether others could see it: it comes in as a draft.")
	case toread && m.Body == "":
		m.note("It was yet to be read and has no words: it comes in as a draft.")
	case !m.unlinks:
		m.Status = blog.Published
	}
	if toread && m.Body != "" {
		m.note("It was marked as yet to be read.")
	}
}

// date reads when it was saved. A public bookmark without a date has the
// file's.
func (m *making) date(file time.Time) {
	m.DateText = blog.Excerpt(m.row.time, 200)
	saved, ok := record.Date(m.row.time)
	if ok {
		m.Published = saved
		return
	}
	what := "It has no date"
	if m.DateText != "" {
		what = fmt.Sprintf("The date “%s” can't be right", blog.Excerpt(m.DateText, 60))
	}
	if m.Status == blog.Published && !file.IsZero() {
		m.Published = file.UTC()
		what += "; the file's own date was taken"
	}
	m.note("%s.", what)
}
