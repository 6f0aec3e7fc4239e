// Package tumblr reads data from Tumblr: saved answers of its API, both versions
// (https://www.tumblr.com/docs/en/api/v2), and the list and the pages of its export. The
// list has more data, so a page is ignored if the list contains its post, too.
//
// format.go distinguishes the forms; v2.go reads version 2, v1.go and xml.go version
// 1, page.go the pages of the export. post.go converts a post, with address.go for
// its former addresses, reblog.go for what other blogs wrote, and wrapper.go for
// links that redirect through Tumblr. The body comes from legacy.go for the old post
// types, and from npf.go and block.go for posts of blocks
// (https://github.com/tumblr/docs/blob/master/npf-spec.md); inline.go handles
// overlapping ranges of characters.
package tumblr
