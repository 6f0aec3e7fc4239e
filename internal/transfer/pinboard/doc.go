// Package pinboard reads and writes the bookmarks of Pinboard, and reads those
// of del.icio.us, whose interface Pinboard took over.
//
// format.go is the door: JSON as posts/all gives it, or XML with a root <posts>.
// Both come to a row: json.go reads one from an object; xml.go parts the tags of
// a file and reads one from each. item.go makes the item of it. In Pinboard's
// words, description is the title and extended the commentary.
//
// The commentary is text with a few tags of HTML in it, whose line ends count.
// It stays as it is, but for signs that a browser would take for HTML and that
// nobody meant so, see words.go.
//
// write.go goes the other way, with text.go for the words: finished HTML becomes
// text as a person would have typed it at Pinboard.
package pinboard
