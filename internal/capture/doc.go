// Package capture fills the form: what a door brought of a page becomes the
// beginning of a post.
//
// Doors bring different things. The bookmarklet brings all that a browser
// knows (payload.go), a query or a share a few words (query.go, share.go), a
// typed address nothing but itself, and then the page is asked (look.go). All
// of it comes to a Brought, and Fill lays that over what the author has
// written already (fill.go): the address without what follows people around,
// the page's title, and each passage as a blockquote in the order of the page
// (insert.go), with what was captured kept beside it.
//
// Nothing that was brought is dropped without a word: what had to be cut or
// taken out is said in a note for the author.
package capture
