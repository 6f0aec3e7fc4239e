package blog

import "time"

// Revision is an earlier version of a post.
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
	By      string    // name of the author who saved it
}
