// Package shape tells from a post's body what its archive does not say: what
// the post links to, where its author found that, whether it was written in
// Markdown.
//
// Link blogs have few shapes. A link that repeats the title and words below it
// (htmllead.go, markdownlead.go) is a link post; a quotation with a line that
// says where it is from (quotation.go) leads there; a line at the end says
// via whom (credit.go). same.go compares titles as typesetting leaves them,
// language.go tells Markdown from HTML, embedded.go and shortcode.go what of a
// body does not show here. The author's words stay as they are, save for a link
// that says once more what the title says.
package shape
