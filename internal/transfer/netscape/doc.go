// Package netscape reads and writes bookmarks as browsers and many services
// exchange them: the file format that Netscape's browser had, which nobody has
// ever specified.
//
// format.go is the door. parse.go walks over the tags, of which few are closed
// and none can be relied on, and parts the bookmarks; item.go makes items of
// them. What differs between the programs that write such files stands in
// producer.go: how a file shows who wrote it, what its folders, tags, words
// and dates mean. write.go writes such a file.
package netscape
