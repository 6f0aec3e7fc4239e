// Package tumblr reads what Tumblr gives out: the answers of its API, of both
// versions (https://www.tumblr.com/docs/en/api/v2), as programs save them, and
// the pages of its export.
//
// format.go tells the forms apart; v2.go and v1.go read the API's, page.go the
// export's. post.go makes items of posts: legacy.go those of the old types, npf.go
// those of blocks (https://github.com/tumblr/docs/blob/master/npf-spec.md), for
// which inline.go lays ranges of characters over one another.
package tumblr
