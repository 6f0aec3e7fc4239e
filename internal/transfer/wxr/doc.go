// Package wxr reads and writes WordPress's export files (WXR, "WordPress eXtended RSS"):
// RSS in which each item is a post, with additional elements of WordPress.
//
// format.go has the entry points. split.go splits a file of any size into what precedes
// the items and the single items, by their tags, so that an item that is not well-formed
// affects no other. channel.go parses the former, element.go the elements of an item: as
// XML (thin.go keeps long texts from the decoder) or, if that fails, like WordPress by
// its tags. item.go turns them into a post: body.go and blocks.go its body, address.go
// its former addresses, gallery.go and library.go the pictures of its galleries,
// remarks.go the notes for its author. write.go writes such a file;
// what WordPress has no field for goes into custom fields, which own.go reads back.
package wxr
