// Package raindrop reads Raindrop's CSV exports.
//
// The note is the author's commentary, the highlights are quotations with notes of
// their own, the excerpt is what the page says of itself. Raindrop says nothing
// of who may read a bookmark, so all come in as drafts. format.go makes items of
// rows; highlights.go reads the cell that holds all passages.
package raindrop
