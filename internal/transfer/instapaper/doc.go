// Package instapaper reads Instapaper's exports: CSV, and the older HTML page of links.
//
// Text that was selected in a page when it was saved becomes a quotation. Instapaper
// does not say who may read an article, so all items are drafts. format.go makes the
// items; page.go reads the page.
package instapaper
