// Package site exports the public blog as plain files, which any web server or CDN
// can serve under the same addresses, without this program.
//
// It requests every page from the blog's own handler (crawl.go), so the files contain
// what readers see. What the program does at request time is prepared in advance: former
// addresses (former.go), and the index of the search (index.go), which runs in the
// reader's browser.
package site
