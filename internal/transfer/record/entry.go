package record

import (
	"time"

	"pullquote/internal/blog"
)

// Entry is a post as it goes out.
type Entry struct {
	Post   blog.Post // whole, with tags, quotes and what is known of its source
	Former []string  // address keys that lead to it besides its own
	Raw    []byte    // as it stood in the archive that it came from, if nobody has changed it since; else nil
	Origin string    // the path of its file in that archive; empty if it shared the file with others
	Format string    // the format that Raw is in
}

// Blog is what all entries have in common.
type Blog struct {
	Settings blog.Settings
	Authors  []blog.Author
	Base     string    // under which readers reach the blog, without a slash at the end; may be empty
	Exported time.Time // when it went out
	Program  string    // name and version of the program
}
