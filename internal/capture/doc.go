// Package capture fills the form of a new post with what was captured of a page.
//
// The sources provide different things. The bookmarklet sends all that the browser
// knows (payload.go), a query or a share a few words (query.go, share.go), a typed
// address nothing else, so that the page itself is fetched (look.go). All of them
// produce a Brought, and Fill merges that with what the author has written already
// (fill.go): the address without tracking, the page's title, and each passage as a
// blockquote in the order of the page (insert.go), with the captured text kept
// beside it.
//
// Nothing is dropped silently: what had to be cut or removed is mentioned in a note
// for the author.
package capture
