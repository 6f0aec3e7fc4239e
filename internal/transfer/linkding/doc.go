// Package linkding reads bookmarks from linkding's API: the pages of /api/bookmarks/ and
// /api/bookmarks/archived/, or their results concatenated in one list.
//
// format.go has the entry points; bookmark.go decodes an object, item.go makes the
// item of it. In linkding, the description is plain text and the notes are Markdown:
// both together are the commentary, which becomes Markdown.
//
// What linkding itself fetched from the page (title, description, picture) is kept
// separate from what the author wrote. Addresses of archived copies go into the
// item's notes, so that nothing is lost.
package linkding
