// Package pinboard reads and writes the bookmarks of Pinboard, and reads those of
// del.icio.us, whose API Pinboard adopted.
//
// format.go has the entry points: JSON as returned by posts/all, or XML with a root
// <posts>. Both are converted to a row: json.go parses one from an object; xml.go
// splits a file at its tags and parses one from each. item.go makes the item of it.
// In Pinboard's terminology, description is the title and extended the commentary.
//
// The commentary is text with a few HTML tags in it, in which line ends are
// significant. It is kept, except that characters which a browser would take for
// HTML, but which were not meant so, are escaped; see words.go.
//
// write.go does the reverse, with text.go for the commentary: it converts rendered
// HTML to text as a person would have typed it at Pinboard.
package pinboard
