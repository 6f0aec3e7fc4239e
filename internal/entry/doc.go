// Package entry makes of a post what pages show of it.
//
// A Look is all that an entry depends on besides its post: the language of the
// pages, the zone in which times are shown, the templates. It lays a post out
// for a page, and it finishes the entry that lists show, which is then stored
// with the post: a page of a list is made of finished entries, laid one behind
// the other. A finished entry bears the stamp of the look it was made with. The
// stamp follows from what a few specimens look like, so that another template,
// another text or another zone makes another stamp, and every entry that bears
// the former one is made anew.
package entry
