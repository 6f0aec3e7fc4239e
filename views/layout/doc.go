// Package layout contains what surrounds every page: the head, the blog's name, the
// navigation, the footer.
package layout
