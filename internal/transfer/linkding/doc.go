// Package linkding reads the bookmarks of linkding as its interface gives them:
// the pages of /api/bookmarks/ and /api/bookmarks/archived/, or their results
// put together in one list.
//
// format.go is the door; bookmark.go reads an object, item.go makes the item of
// it. In linkding, the description is plain text and the notes are Markdown:
// together they are the commentary, which becomes Markdown.
//
// What linkding's own reader fetched from the page (title, description, picture)
// is kept apart from what the author wrote. Addresses of kept copies go into the
// item's notes, so that nothing is lost.
package linkding
