package record

import (
	"fmt"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// MaxTags is how many tags of an item are read. No person uses more.
const MaxTags = 1000

// Note adds a note for the author.
func (it *Item) Note(format string, args ...any) {
	it.Notes = append(it.Notes, fmt.Sprintf(format, args...))
}

// SetURL sets the address of the source, and reports whether it could: an address that
// can't be linked to goes into notes, so that it is not lost.
func (it *Item) SetURL(address string) bool {
	address = strings.TrimSpace(address)
	valid, err := URL(address, nil)
	if err == nil {
		it.URL = valid
		return true
	}
	for _, fault := range blog.Faults(err) {
		it.Note("%s", fault.Sentence())
	}
	it.Note("Its address can't be linked to, so it comes in as a draft without one: %s", blog.Excerpt(address, 500))
	return false
}

// SetDates sets the dates from those that an archive has of an item; updated may be
// empty. An item without a valid date gets that of its last change or, if it is public,
// the date of its file, and a note says so.
func (it *Item) SetDates(created, updated string, file time.Time) {
	it.DateText = blog.Excerpt(created, 200)
	published, isDate := Date(created)
	changed, wasChanged := Date(updated)
	if isDate {
		it.Published = published
		if changed.After(published) {
			it.Updated = changed
		}
		return
	}
	note := "It has no date"
	if it.DateText != "" {
		note = fmt.Sprintf("The date “%s” can't be right", blog.Excerpt(it.DateText, 60))
	}
	switch {
	case wasChanged:
		it.Published = changed
		note += "; the date of the last change was taken"
	case it.Status == blog.Published && !file.IsZero():
		it.Published = file.UTC()
		note += "; the file's own date was taken"
	}
	it.Note("%s.", note)
}
