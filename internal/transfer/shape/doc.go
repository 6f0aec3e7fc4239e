// Package shape infers from a post's body what its archive does not say: what the post
// links to, where its author found that, and whether it was written in Markdown.
//
// Link blogs have few shapes. A link that repeats the title, with text below it
// (htmllead.go, markdownlead.go), is a link post; a quotation with a line that names its
// origin (quotation.go) links to that; a line at the end says via whom (credit.go).
// same.go compares titles regardless of typography, language.go distinguishes Markdown
// from HTML, embedded.go and shortcode.go find what the blog does not show of a body.
// The author's words are not changed, except that a link that only repeats the title is
// removed.
package shape
