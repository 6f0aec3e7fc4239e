package feed

import (
	"cmp"
	"strings"
	"time"
)

// Feed is a list of posts, newest first.
type Feed struct {
	Title     string
	Subtitle  string
	Lang      string    // BCP 47
	Home      string    // address of the page with the same posts
	Self      string    // its own address, as it was requested
	ID        string    // its permanent identifier; if empty, Self
	Next      string    // address of the next, older page of it; may be empty
	Hub       string    // address of its WebSub hub; may be empty
	Icon      string    // address of a square picture; may be empty
	Style     string    // address of the style sheet for browsers; may be empty
	Scheme    string    // address that its tags belong to; may be empty
	Permalink bool      // titles link to the post, not to its source
	Program   string    // the generator
	Updated   time.Time // latest change; if zero, the latest of its items'
	Authors   []Author
	Words     Words
	About     About
	Items     []Item
	Memory    *Memory // of the blog's feeds; if nil, every item is written anew
}

// Author is a person, with the address of a page about them, which may be empty.
type Author struct{ Name, Address string }

// Words are the texts of the links below a post. They may be empty.
type Words struct {
	Permalink string // the link to the post: "Permalink"
	Via       string // before the name of the site where the author found the link: "via"
}

// About holds the texts that a browser shows above the posts, in the blog's language.
// Without a Title, the feed has no page for browsers.
type About struct {
	Title string // the heading
	Text  string // an explanation of feeds
	HowTo string // what to do with the address shown below
	Back  string // the link to the blog
}

// Item is a post.
type Item struct {
	GUID      string // never changes
	Title     string // may be empty
	Name      string // used where a title is mandatory and Title is empty
	Permalink string
	Source    string // empty for a note
	Via       string // may be empty
	HTML      string // sanitized; links may be relative
	Author    string // one of the feed's authors, or a name
	Tags      []string
	Lang      string // if empty, the feed's
	Day       string // the day of publication for people to read; if empty, 2006-01-02
	Published time.Time
	Updated   time.Time // zero if it was not updated
}

// link returns the address that the item's title links to.
func (f *Feed) link(it *Item) string {
	if it.Source == "" || f.Permalink {
		return it.Permalink
	}
	return it.Source
}

// related returns the item's other address, which its title does not link to. It is empty
// for a note.
func (f *Feed) related(it *Item) string {
	switch {
	case it.Source == "":
		return ""
	case f.Permalink:
		return it.Source
	}
	return it.Permalink
}

// id returns the feed's identifier.
func (f *Feed) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Self
}

// emptySince is the date of an empty feed without one: Atom requires a date, and validators
// want a plausible one.
var emptySince = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// updated returns the latest change of the feed.
func (f *Feed) updated() time.Time {
	last := f.Updated
	for i := range f.Items {
		if t := f.Items[i].changed(); f.Updated.IsZero() && t.After(last) {
			last = t
		}
	}
	if last.IsZero() {
		return emptySince
	}
	return last
}

// changed returns the latest change of the item.
func (it *Item) changed() time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

// author returns the item's author, with the address if the feed has it.
func (f *Feed) author(it *Item) Author {
	for _, a := range f.Authors {
		if a.Name == it.Author {
			return a
		}
	}
	return Author{Name: it.Author}
}

// langAndDir returns the language of an item's text and its direction, if they differ from
// the feed's.
func (f *Feed) langAndDir(it *Item) (lang, dir string) {
	lang = known(it.Lang)
	switch {
	case isRightToLeft(cmp.Or(lang, f.Lang)):
		dir = "rtl"
	case isRightToLeft(f.Lang):
		dir = "ltr"
	}
	return lang, dir
}

// words returns the item's HTML with absolute links.
func (it *Item) words() string { return absolute(it.HTML, it.Permalink) }

// content returns words followed by links to all of the item's addresses, for feed readers
// that show no other link. Language and direction are repeated as HTML attributes, for
// those that ignore the ones of Atom and RSS.
func (f *Feed) content(it *Item, words string) string {
	var before, below, after string
	if links := f.around(it, join("∞", f.Words.Permalink)); len(links) > 0 {
		below = "<p>" + strings.Join(links, " · ") + "</p>"
	}
	if lang, dir := f.langAndDir(it); lang != "" || dir != "" {
		before, after = openTag("div", "lang", lang, "dir", dir), "</div>"
	}
	return before + words + below + after
}

// around returns links to the item's source, permalink and via. A note without a via has
// none, since its title links to its only address.
func (f *Feed) around(it *Item, permalink string) (links []string) {
	if it.Source != "" {
		arrow := "→ "
		if _, dir := f.langAndDir(it); dir == "rtl" {
			arrow = "← "
		}
		links = append(links, anchor(it.Source, arrow+site(it.Source)), anchor(it.Permalink, permalink))
	}
	if it.Via != "" {
		links = append(links, anchor(it.Via, join(f.Words.Via, site(it.Via))))
	}
	return links
}

func join(words ...string) string {
	return strings.TrimSpace(strings.Join(words, " "))
}
