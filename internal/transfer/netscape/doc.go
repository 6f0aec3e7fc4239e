// Package netscape reads and writes bookmarks in the format that browsers and many
// services exchange: the file format of Netscape's browser, which was never
// specified.
//
// format.go has the entry points. parse.go walks over the tags, few of which are
// closed and none of which can be relied on, and separates the bookmarks; item.go
// makes items of them. producer.go has the differences between the programs that
// write such files: how to recognise them, and what their folders, tags, texts and
// dates mean. write.go writes such a file.
package netscape
