// Package raindrop reads Raindrop's CSV exports.
//
// The note is the author's commentary, highlights are quotations with notes of their
// own, and the excerpt is the page's own description. Raindrop does not say who may
// read a bookmark, so all items are drafts. format.go makes items of rows;
// highlights.go parses the cell that contains all passages.
package raindrop
