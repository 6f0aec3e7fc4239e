// Package document writes the whole blog as one JSON document, and reads it
// back: the format in which nothing is lost.
//
// schema.json is the contract, a JSON Schema that goes out beside the
// document. post.go has the document's parts as Go types, in the schema's order;
// write.go fills them from posts that go out and format.go makes items of them
// again. Both stream: a post stands on a line of its own, so that a document of
// any size passes through, and git shows what has changed.
//
// A post keeps the item of the archive that it came from, as it stood there
// (raw.go). What another program adds to a document is passed over; a later
// version of the format is refused.
package document
