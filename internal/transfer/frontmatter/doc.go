// Package frontmatter reads and writes posts that are files: a body below a block of
// metadata, as wordpress-github-sync, Jekyll, Hugo and many others write them.
//
// format.go has the entry points: how to detect and read such a file. A file is processed
// as bytes → text (text.go) → metadata and body (split.go, with yaml.go, json.go and, for
// invalid metadata, rescue.go) → item.go, which sets each field of the item: title.go,
// date.go, address.go, tags.go, status.go, and location.go for what the file's name and
// folders say. The source comes from the metadata (source.go) or from the shape of the body
// (package shape). Tags that generators expand are replaced with what they showed
// (generator.go, with liquid.go, hugo.go and kramdown.go), and links from file to file lead
// to the files' posts (ref.go, filelink.go, wikilink.go).
//
// A Markdown file without front matter is a post, too, unless it is about a folder or a
// program, as README.md is: plain.go decides which, and takes its title and source from
// its text. What is left out is named in the report.
//
// For export, write.go makes such files of posts (write_name.go, write_yaml.go), and
// own.go reads those back, without guessing.
//
// The only other thing that is removed from a body is a first link that repeats the
// title. Metadata that is ignored, and what was guessed, is listed in the item's
// notes.
package frontmatter
