// Package document writes the whole blog as one JSON document, and reads it back: the
// lossless format.
//
// schema.json is the specification, a JSON Schema that is exported beside the
// document. post.go has the document's parts as Go types, in the schema's order;
// write.go fills them from posts, and format.go makes items of them again. Both
// stream: each post is on a line of its own, so that documents of any size can be
// processed, and git shows what has changed.
//
// A post keeps the archive's item that it was imported from, verbatim (raw.go). What
// another program adds to a document is ignored; a later version of the format is
// rejected.
package document
