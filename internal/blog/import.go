package blog

import "time"

// Import is a post that an archive brings in, and how it is known there.
type Import struct {
	Key    string   // what the item is called at its origin, "wordpress:example.org:367"; the same item has the same key every time
	Raw    []byte   // the item as it stood in the archive, kept so that a better reader can run again
	Origin string   // the file (and the place in it) for the report
	Post   Post     // Path is the path that it had, or empty; Author is found by name; ID and Version are not looked at
	Former []string // address keys under which it was known besides, see AddressKey
}

// Outcome is what became of an imported item.
type Outcome string

// The outcomes of an import, as they stand in its report.
const (
	ImportNew       Outcome = "new"       // a post was made
	ImportChanged   Outcome = "changed"   // the archive's item has changed since, the post with it
	ImportUnchanged Outcome = "unchanged" // the same item came in before
	ImportKept      Outcome = "kept"      // the item has changed, but so has the author's post: it was left alone
	ImportSkipped   Outcome = "skipped"   // the item is no post
	ImportRejected  Outcome = "rejected"  // the item breaks a rule or can't be read
)

// ImportResult says what became of one item and what the author should know
// about it, a sentence each: an address that was taken, a field that was
// dropped.
type ImportResult struct {
	Outcome Outcome
	PostID  PostID
	Path    string
	Notes   []string
}

// Revision is a post as it stood before a later change.
type Revision struct {
	PostID  PostID
	Version int64
	Title   string
	URL     string
	Via     string
	Body    string
	Format  Format
	Tags    []Tag
	Saved   time.Time // when this version was saved
	By      string    // the name of the author who saved it
}
