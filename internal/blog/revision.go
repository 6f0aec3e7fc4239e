package blog

import "time"

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
