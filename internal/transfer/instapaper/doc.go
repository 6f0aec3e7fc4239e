// Package instapaper reads Instapaper's exports: CSV, and the older page of
// links.
//
// What was selected in a page when it was saved is a quotation. Instapaper says
// nothing of who may read it, so all of it comes in as drafts. format.go makes
// items of what was saved; page.go reads the page.
package instapaper
