package record

import (
	"fmt"
	"io"
	"iter"
	"time"

	"pullquote/internal/blog"
)

// Item is a post as an archive tells of it, or a page.
type Item struct {
	Key    string // what the item is called at its origin: "wordpress:example.org:367"; the same item has the same key every time
	Origin string // the file, and the place in it, for the report
	Raw    []byte // as it stood in the archive
	Page   bool   // one of the old site's pages, such as About: it comes in if that is asked for

	Title  string // plain text
	URL    string // the source; empty for a note
	Via    string
	Body   string
	Format blog.Format
	Tags   []string // as spelled
	Author string
	Lang   string // BCP 47; empty if the archive does not say

	Slug   string
	Path   string   // the path that it had, decoded; empty if it had none
	Former []string // address keys under which it was known besides, see Addresses
	Base   string   // the address at which it stood, "http://old.example/2012/heron/": relative links in Body start there; empty if not known
	Hosts  []string // under which Path and Former were reached, beside Base's, lower case: what other posts link to there, leads here
	GUID   string   // what feed readers know it by, verbatim; empty if the archive has none

	Captured []blog.Quote // passages that the archive says were taken from the source; they stand in Body, too
	Original string       // the source's address as it was captured, if URL is a cleaned one
	Source   blog.About   // what the archive tells of the source that is not its author's words

	Status    blog.Status
	Published time.Time // for a draft, when it was written; may be zero
	Updated   time.Time // may be zero
	Created   time.Time // when it was first written; zero if the archive does not tell that from Published
	DateText  string    // the date as the archive spells it

	Notes []string // what the author should know, a sentence each

	Files map[string][]string // what pictures in Body are called in the archive, without the ending, by address: the first that is there

	Lesser bool // another file of the archive may tell the same item, and more of it: then this one is passed over
}

// File says which file is being read.
type File struct {
	Name     string    // as the report shows it, with slashes
	Path     string    // below the folder or zip that was named, with slashes: the same wherever that lies
	Whole    string    // with every folder above it, with slashes: "/home/ada/site/_drafts/idea.md"
	Top      string    // the folder in which all files of its zip lie: of a site that was packed with its folder; else empty
	Modified time.Time // zero if not known

	Beside func() []Sibling           // the other files of its folder or zip; nil if it was named alone
	Ending func(end string) []Sibling // those of all its archive whose path ends so, with whole names, in whatever case; nil if it was named alone
}

// Sibling is a file that lies beside another.
type Sibling struct {
	Path string // as File.Path
	Open func() (io.ReadCloser, error)
}

// Format is a kind of archive that can be read.
type Format struct {
	Name string // on the command line and in the database

	// Detect reports whether a file of that name, beginning with head, is of
	// this format. Head is at most HeadSize bytes; it may end anywhere.
	Detect func(name string, head []byte) bool

	// Read gives the items of a file. In place of an item that is no post
	// stands a *Skip, of one that can't be read a *RowError. Any other error
	// is of the file as a whole and the last that comes.
	Read func(f File, r io.Reader) iter.Seq2[Item, error]
}

// HeadSize is how much of a file Detect is shown, in bytes.
const HeadSize = 4096

// Skip says that something in an archive is no post.
type Skip struct {
	Origin string
	Title  string // may be empty
	Reason string // a sentence
}

// Error gives the reason.
func (s *Skip) Error() string { return fmt.Sprintf("%s: %s", s.Origin, s.Reason) }

// RowError says that an item can't be read. If a *blog.Error is in it, its
// sentence goes into the report.
type RowError struct {
	Origin string
	Title  string // may be empty
	Err    error
}

// Error gives the place and the cause.
func (e *RowError) Error() string { return fmt.Sprintf("%s: %v", e.Origin, e.Err) }

// Unwrap gives the cause.
func (e *RowError) Unwrap() error { return e.Err }
