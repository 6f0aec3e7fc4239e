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
	Home      string    // address of the page that shows the same
	Self      string    // its own address, as it was asked for
	ID        string    // what it is known by, whatever its address; empty: Self
	Next      string    // address of the next, older page of it; may be empty
	Hub       string    // address of its WebSub hub; may be empty
	Icon      string    // address of a square picture; may be empty
	Style     string    // address of the style sheet for browsers; may be empty
	Scheme    string    // address that its tags belong to; may be empty
	Permalink bool      // titles lead to the post, not to its source
	Program   string    // that made it
	Updated   time.Time // latest change; zero: the latest of its items'
	Authors   []Author
	Words     Words
	About     About
	Items     []Item
}

// Author is a person, with the address of a page about them, which may be empty.
type Author struct{ Name, Address string }

// Words stand beside the links below a post. An empty one has no words but a
// sign or the other site's name.
type Words struct {
	Permalink string // of the link to the post: "Permalink"
	Via       string // before the name of the site that led there: "via"
}

// About is what a browser shows above the posts, in the blog's language.
// Without a Title there is nothing for browsers.
type About struct {
	Title string // the heading
	Text  string // what a feed is
	HowTo string // what to do with the address that stands below
	Back  string // the words of the link to the blog
}

// Item is a post.
type Item struct {
	GUID      string // never changes
	Title     string // may be empty
	Name      string // what it is called where a title is needed
	Permalink string
	Source    string // empty for a note
	Via       string // may be empty
	HTML      string // finished; links may be relative
	Author    string // one of the feed's authors, or a name
	Tags      []string
	Lang      string // empty: the feed's
	Day       string // when it was published, as persons read it; empty: 2006-01-02
	Published time.Time
	Updated   time.Time // zero if it was not changed
}

// link returns the address that the item's title leads to.
func (f *Feed) link(it *Item) string {
	if it.Source == "" || f.Permalink {
		return it.Permalink
	}
	return it.Source
}

// related returns the item's other address: what its title does not lead to.
// Empty for a note.
func (f *Feed) related(it *Item) string {
	switch {
	case it.Source == "":
		return ""
	case f.Permalink:
		return it.Source
	}
	return it.Permalink
}

// id is what the feed is known by.
func (f *Feed) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Self
}

// emptySince is when a feed changed last that holds nothing and does not say:
// Atom asks for a date, and validators want a likely one.
var emptySince = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// updated is the latest change in the feed.
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

func (it *Item) changed() time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

// author finds the item's author among the feed's.
func (f *Feed) author(it *Item) Author {
	for _, a := range f.Authors {
		if a.Name == it.Author {
			return a
		}
	}
	return Author{Name: it.Author}
}

// tongue returns the language that the item's words are in, and the direction, if
// they are not as the feed's.
func (f *Feed) tongue(it *Item) (lang, dir string) {
	lang = known(it.Lang)
	switch {
	case leftwards(cmp.Or(lang, f.Lang)):
		dir = "rtl"
	case leftwards(f.Lang):
		dir = "ltr"
	}
	return lang, dir
}

// words returns the item's words, links made whole.
func (it *Item) words() string { return Absolute(it.HTML, it.Permalink) }

// content returns words with all the item's addresses below: readers show them
// where they show no other link. Readers that drop attributes of Atom and RSS
// keep those of HTML: language and direction are there once more.
func (f *Feed) content(it *Item, words string) string {
	links := f.around(it, join("∞", f.Words.Permalink))
	if len(links) > 0 {
		words += "<p>" + strings.Join(links, " · ") + "</p>"
	}
	if lang, dir := f.tongue(it); lang != "" || dir != "" {
		return openTag("div", "lang", lang, "dir", dir) + words + "</div>"
	}
	return words
}

// around returns links to the item's addresses: what it is about, where it
// stands, who led there. A note that nobody led to has none: its title leads to
// the one it has.
func (f *Feed) around(it *Item, permalink string) (links []string) {
	if it.Source != "" {
		arrow := "→ "
		if _, dir := f.tongue(it); dir == "rtl" {
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
