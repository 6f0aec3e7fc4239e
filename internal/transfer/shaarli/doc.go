// Package shaarli reads the links of Shaarli as its interface gives them:
// /api/v1/links?limit=all, a list of objects.
//
// format.go is the door; link.go reads an object, item.go makes the item of it
// and address.go says where it led and where it stood: a link of Shaarli has a
// short address of its own, by which others have linked to it, and a link to
// itself is a note. words.go makes of the description what Shaarli showed.
//
// Shaarli's own file, datastore.php, is a serialisation of its program's
// objects; it is known and refused, with a word on what to fetch in its place.
package shaarli
