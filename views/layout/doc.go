// Package layout is what stands around every page: the head, the blog's name,
// the way to the other pages, the foot.
package layout
