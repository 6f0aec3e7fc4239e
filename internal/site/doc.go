// Package site makes plain files of the public blog: what any web server or CDN
// can serve under the same addresses, with no program behind it.
//
// It asks the blog's own handler for every page, as a reader would, so that
// the files are what readers see. What a program does when it is asked is laid
// down beforehand: former addresses (former.go), the search (index.go), which the
// reader's browser does.
package site
