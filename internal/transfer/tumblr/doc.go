// Package tumblr reads what Tumblr gives out: the answers of its API, of both
// versions (https://www.tumblr.com/docs/en/api/v2), as programs save them, and
// the list and the pages of its export. The list says more, so that of a page
// whose post stands there, too, nothing is taken.
//
// format.go tells the forms apart; v2.go reads version 2, v1.go and xml.go
// version 1, page.go the export's pages. post.go makes an item of a post, with
// address.go for where it was found, reblog.go for what is others', and
// wrapper.go for links that go through Tumblr. Its words come from legacy.go if
// it is of the old types, from npf.go and block.go if it is of blocks
// (https://github.com/tumblr/docs/blob/master/npf-spec.md); inline.go lays ranges
// of characters over one another.
package tumblr
