package blog

import "time"

// Import is an item of an archive together with its identity there: a post, or the
// outcome for something that is not a post.
type Import struct {
	Key    string   // identity of the item at its origin, "wordpress:example.org:367"; the same in every import
	Raw    []byte   // the item as it is in the archive, kept so that an improved reader can read it again
	Format string   // format of Raw
	Origin string   // the file, and the place in it, for the report
	Path   string   // path of the file below the archive's root if the file holds only this item; else empty
	Post   Post     // Path is the former path, or empty; Author is matched by name; Quotes are captured passages; ID and Version are ignored
	Former []string // keys of its other former addresses, see AddressKey
	Hosts  []string // hosts under which it was reached

	Outcome Outcome  // ImportSkipped or ImportRejected if the reader decides it; else empty
	Notes   []string // remarks of the reader
}

// Outcome is the result of importing one item.
type Outcome string

// The outcomes, as the report names them.
const (
	ImportNew       Outcome = "new"       // a post was created
	ImportChanged   Outcome = "changed"   // the item has changed since the last import, and the post was updated
	ImportUnchanged Outcome = "unchanged" // the same item was imported before
	ImportDuplicate Outcome = "duplicate" // the same post exists: from another archive, or written here
	ImportKept      Outcome = "kept"      // the item has changed, but so has the author's post: it was left alone
	ImportSkipped   Outcome = "skipped"   // the item is not a post
	ImportRejected  Outcome = "rejected"  // the item breaks a rule or can't be read
)

// Outcomes lists all outcomes; those that change the blog come first.
var Outcomes = []Outcome{ImportNew, ImportChanged, ImportUnchanged, ImportDuplicate, ImportKept, ImportSkipped, ImportRejected}

// ImportResult is the outcome of one item, with notes for the author, a sentence
// each: an address that was taken, a field that was dropped.
type ImportResult struct {
	Outcome Outcome
	PostID  PostID
	Path    string
	Notes   []string
}

// BatchState is the state of an import.
type BatchState string

// The states of a batch. Those that end in -ing are in progress.
const (
	BatchWaiting    BatchState = "waiting"    // the files are being received
	BatchRehearsing BatchState = "rehearsing" // dry run on a copy of the blog
	BatchRehearsed  BatchState = "rehearsed"  // waits for the author's confirmation
	BatchImporting  BatchState = "importing"
	BatchDone       BatchState = "done"
	BatchFailed     BatchState = "failed" // aborted; what was imported before stays
	BatchUndoing    BatchState = "undoing"
	BatchUndone     BatchState = "undone"
)

// Moving reports whether work is in progress in this state.
func (s BatchState) Moving() bool {
	return s == BatchRehearsing || s == BatchImporting || s == BatchUndoing
}

// Batch is an import as a whole.
type Batch struct {
	ID       int64
	State    BatchState
	Format   string // format of its first item
	Source   string // the input: paths, or names of files
	Options  BatchOptions
	Held     bool // the server runs it, and continues it after a restart
	Started  time.Time
	Finished time.Time // zero until it has finished
	Rows     int       // finished lines of the report
	Done     int64     // bytes of the archive that were read
	Total    int64     // size of the archive in bytes; 0 if not known yet
	Fault    string    // why it failed, a sentence; else empty
	Counts   map[Outcome]int
}

// BatchOptions are the options of an import.
type BatchOptions struct {
	Format string   `json:"format,omitempty"` // if empty, the format is detected from the contents
	Again  bool     `json:"again,omitempty"`  // read unchanged items again, for instance with an improved reader
	Files  bool     `json:"files,omitempty"`  // fetch pictures that the archive lacks from the old host
	Pages  bool     `json:"pages,omitempty"`  // import pages of the old site, such as About, as posts
	Paths  []string `json:"paths,omitempty"`  // location of the archive
}

// ImportLine is a line of an import's report.
type ImportLine struct {
	Number  int
	Origin  string
	Key     string
	Outcome Outcome
	Title   string
	Notes   []string
	PostID  PostID // zero if there is no post, or none any more
	Path    string // address of the post; empty for drafts
}
