// Package entry turns posts into the entries that pages show.
//
// A Look is everything that an entry depends on besides its post: the language of
// the pages, the time zone, the templates. It turns a post into a view model for a
// page, and it renders the entry for lists, which the store keeps with the post: a
// page of a list is a concatenation of such finished entries. Each is stored with
// the stamp of the Look that rendered it. The stamp is a hash of a few rendered
// specimens, so that a change of a template, a text or the time zone changes the
// stamp, and all entries with the former stamp are rendered anew.
package entry
