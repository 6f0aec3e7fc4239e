package record

import (
	"time"

	"pullquote/internal/blog"
)

// Entry is a post to export.
type Entry struct {
	Post   blog.Post // complete, with tags, quotes and what is known of its source
	Former []string  // address keys that lead to it, besides its own
	Raw    []byte    // verbatim from the archive that it was imported from, if not edited since; else nil
	Origin string    // path of its file in that archive; empty if the file had other items
	Format string    // format of Raw
}

// Blog is what all entries of an export have in common.
type Blog struct {
	Settings blog.Settings
	Authors  []blog.Author
	Base     string    // public address, without a trailing slash; may be empty
	Exported time.Time // time of the export
	Program  string    // name and version of the program
}
