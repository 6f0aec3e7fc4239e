// Package frontmatter reads posts that are files: words below a block of
// metadata, as wordpress-github-sync, Jekyll, Hugo and many others write them.
//
// format.go is the door: what such a file looks like and how one is read. The
// way of a file is bytes → text (text.go) → metadata and body (split.go, with
// yaml.go, json.go and rescue.go for what is not valid) → item.go, where each
// part of the item is made: title.go, date.go, address.go, tags.go, status.go.
// What the post links to is told by its metadata (source.go) or by the shape
// of its body (package shape). Tags in which generators put something else come
// to what they showed (generator.go, with liquid.go, hugo.go and kramdown.go).
//
// The other way, write.go makes such files of posts (write_name.go, write_yaml.go), and
// own.go reads those: what is known needs no guessing.
//
// Of a body nothing else is taken off but a first link that repeats the title. What
// is left out of the metadata, or was guessed, is said in the item's notes.
package frontmatter
