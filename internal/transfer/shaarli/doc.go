// Package shaarli reads links from Shaarli's API: /api/v1/links?limit=all, a list of
// objects.
//
// format.go has the entry points; link.go decodes an object, item.go makes the item
// of it, and address.go sets its source and former addresses: a link in Shaarli has a
// short address of its own, which others have linked to, and a link to itself is a
// note. words.go converts the description to what Shaarli showed.
//
// Shaarli's own file, datastore.php, contains serialized PHP objects; it is detected and
// rejected, with a message that says what to fetch instead.
package shaarli
