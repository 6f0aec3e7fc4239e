package record

import (
	"fmt"
	"io"
	"iter"
	"time"

	"pullquote/internal/blog"
)

// Item is a post, or a page, as an archive describes it.
type Item struct {
	Key    string // identifies the item at its origin: "wordpress:example.org:367"; stable between exports
	Origin string // the file and the position in it, for the report
	Raw    []byte // verbatim from the archive
	Page   bool   // one of the old site's pages, such as About, imported only on request

	Title  string // plain text
	URL    string // address of the source; empty for a note
	Via    string
	Body   string
	Format blog.Format
	Tags   []string // as spelled in the archive
	Author string
	Lang   string // BCP 47; empty if the archive does not say

	Slug   string
	Path   string   // former path, decoded; empty if it had none
	Former []string // address keys of its other former addresses, see Addresses
	Base   string   // former address, "http://old.example/2012/heron/", the base of relative links in Body; empty if not known
	Hosts  []string // hosts of Path and Former, besides Base's, in lower case: other posts' links to there are redirected here
	GUID   string   // ID known to feed readers, verbatim; empty if the archive has none

	Captured []blog.Quote // passages taken from the source according to the archive; they are in Body, too
	Original string       // the source's address as captured, if URL is a cleaned one
	Source   blog.About   // what the archive says about the source, apart from its author's words

	Status    blog.Status
	Published time.Time // for a draft, when it was written; may be zero
	Updated   time.Time // may be zero
	Created   time.Time // when it was first written; zero if the archive does not distinguish it from Published
	DateText  string    // the date as spelled in the archive

	Notes []string // notes for the author, a sentence each

	Unseen []string // names of metadata that no reader saw, see IsPluginKey; the report counts it, once for all items

	Files map[string][]string // names of pictures in the archive, without extension, by address in Body; the first that exists is used

	Lesser bool // another file of the archive may have the same item with more data, and then this one is skipped
}

// File describes the file that is being read.
type File struct {
	Name         string    // name in the report, with slashes
	Path         string    // path below the named folder or archive, with slashes: independent of where that is
	AbsolutePath string    // with slashes: "/home/ada/site/_drafts/idea.md"
	Root         string    // the folder that contains all files of its archive, if there is one: a site packed with its folder
	Modified     time.Time // zero if not known
	Notebook     bool      // it is in a private notebook, such as Obsidian's, not in the source of a site

	Reopen     func() (io.ReadCloser, error) // opens it once more, while it is being read; may be nil
	FirstKnown func(paths []string) string   // returns the first of some paths below an archive's root that an earlier import had a post at, or ""; may be nil

	Siblings func() []Sibling            // returns the other files of its folder or archive; nil if it was named alone
	EndingIn func(path string) []Sibling // returns the files of its archive whose path ends with the elements of a path, ignoring case; nil if it was named alone
}

// Sibling is another file of the same folder or archive.
type Sibling struct {
	Path string // as File.Path
	Open func() (io.ReadCloser, error)
}

// Format is a kind of archive that can be read.
type Format struct {
	Name string // name on the command line and in the database

	// Detect reports whether a file of that name, beginning with head, is of this
	// format. head has at most HeadSize bytes and may end anywhere.
	Detect func(name string, head []byte) bool

	// Read iterates over the items of a file. Something that is no post yields a
	// *Skip, an item that can't be read a *RowError. Any other error concerns the
	// whole file and is the last.
	Read func(f File, r io.Reader) iter.Seq2[Item, error]
}

// Skip is the error for something in an archive that is no post.
type Skip struct {
	Origin string
	Title  string // may be empty
	Reason string // a sentence
}

// Error implements error.
func (s *Skip) Error() string { return fmt.Sprintf("%s: %s", s.Origin, s.Reason) }

// RowError is the error for an item that can't be read. If it wraps a *blog.Error, that
// one's message goes into the report.
type RowError struct {
	Origin string
	Title  string // may be empty
	Err    error
}

// Error implements error.
func (e *RowError) Error() string { return fmt.Sprintf("%s: %v", e.Origin, e.Err) }

// Unwrap returns the cause.
func (e *RowError) Unwrap() error { return e.Err }
