package blog

import "time"

// Import is an item of an archive, and how it is known there: a post, or what
// is to be said of something that is none.
type Import struct {
	Key    string   // what the item is called at its origin, "wordpress:example.org:367"; the same item has the same key every time
	Raw    []byte   // the item as it stood in the archive, kept so that a better reader can run again
	Format string   // that Raw is in
	Origin string   // the file (and the place in it) for the report
	Path   string   // of the file below the archive's root, if the file is this item alone; else empty
	Post   Post     // Path is the path that it had, or empty; Author is found by name; Quotes are passages as they were captured; ID and Version are not looked at
	Former []string // address keys under which it was known besides, see AddressKey
	Hosts  []string // under which it was reached

	Outcome Outcome  // ImportSkipped or ImportRejected for what is settled by its reading; else empty
	Notes   []string // what its reading noticed
}

// Outcome is what became of an imported item.
type Outcome string

// The outcomes of an import, as they stand in its report.
const (
	ImportNew       Outcome = "new"       // a post was made
	ImportChanged   Outcome = "changed"   // the archive's item has changed since, the post with it
	ImportUnchanged Outcome = "unchanged" // the same item came in before
	ImportDuplicate Outcome = "duplicate" // the same post is there from another archive, or was written here
	ImportKept      Outcome = "kept"      // the item has changed, but so has the author's post: it was left alone
	ImportSkipped   Outcome = "skipped"   // the item is no post
	ImportRejected  Outcome = "rejected"  // the item breaks a rule or can't be read
)

// Outcomes are all outcomes, those that change the blog first.
var Outcomes = []Outcome{ImportNew, ImportChanged, ImportUnchanged, ImportDuplicate, ImportKept, ImportSkipped, ImportRejected}

// ImportResult says what became of one item and what the author should know
// about it, a sentence each: an address that was taken, a field that was
// dropped.
type ImportResult struct {
	Outcome Outcome
	PostID  PostID
	Path    string
	Notes   []string
}

// BatchState is how far an import is.
type BatchState string

// The states of a batch. Those that end in -ing are under way.
const (
	BatchWaiting    BatchState = "waiting"    // the files are being received
	BatchRehearsing BatchState = "rehearsing" // on a copy of the blog
	BatchRehearsed  BatchState = "rehearsed"  // waits for its author's word
	BatchImporting  BatchState = "importing"
	BatchDone       BatchState = "done"
	BatchFailed     BatchState = "failed" // before its end; what came in before is in
	BatchUndoing    BatchState = "undoing"
	BatchUndone     BatchState = "undone"
)

// Moving reports whether something is being done in this state.
func (s BatchState) Moving() bool {
	return s == BatchRehearsing || s == BatchImporting || s == BatchUndoing
}

// Batch is an import as a whole.
type Batch struct {
	ID       int64
	State    BatchState
	Format   string // of its first item
	Source   string // what was given: paths, or the names of files
	Options  BatchOptions
	Held     bool // the server runs it, and goes on with it after a restart
	Started  time.Time
	Finished time.Time // zero while it is not
	Rows     int       // lines of the report that are settled
	Done     int64     // bytes of the archive that are read
	Total    int64     // bytes that it has; 0 if not known yet
	Fault    string    // why it failed, a sentence; else empty
	Counts   map[Outcome]int
}

// BatchOptions are what a person chose for an import.
type BatchOptions struct {
	Format string   `json:"format,omitempty"` // empty tells it by the contents
	Again  bool     `json:"again,omitempty"`  // items that have not changed are read anew, by a better reader perhaps
	Files  bool     `json:"files,omitempty"`  // pictures that the archive lacks are fetched from the old host
	Pages  bool     `json:"pages,omitempty"`  // pages of the old site, such as About, come in as posts
	Paths  []string `json:"paths,omitempty"`  // where the archive is
}

// ImportLine is a line of an import's report.
type ImportLine struct {
	Number  int
	Origin  string
	Key     string
	Outcome Outcome
	Title   string
	Notes   []string
	PostID  PostID // zero if there is none, or none any more
	Path    string // of the post; empty for drafts
}
