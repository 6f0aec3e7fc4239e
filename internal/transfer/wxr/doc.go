// Package wxr reads and writes WordPress's export files: RSS in which each item
// is a post, with elements of WordPress's own (WXR, "WordPress eXtended RSS").
//
// format.go is the door. split.go parts a file of any size into what stands
// above the items and the items, one at a time, by what begins and ends them,
// so that one that is not well-formed costs no other. channel.go reads the
// former, element.go an item's elements: as XML (thin.go keeps long words from
// the decoder) or, if it is none, as WordPress itself does, by their tags.
// item.go makes a post of them: body.go and blocks.go its words, address.go where
// it was found, remarks.go what its author should know. write.go writes such a file; what WordPress has no place for goes
// along in custom fields, from which own.go reads it back.
package wxr
