// Package markup renders the bodies of posts: it turns Markdown and HTML into safe
// HTML, plain text and quotes. Only this package uses goldmark and bluemonday.
//
// Render works in three steps. First the body is converted to HTML (markdown.go;
// shortcodes.go and paragraphs.go for the format of WordPress). Then that is parsed
// as a browser parses it, and the tree is tidied: what is not allowed on a page is
// removed, and links and names that could be taken for the page's own are changed
// (tidy.go, unended.go). Last comes the policy, the allow-list of elements and
// attributes (policy.go). The steps on HTML are repeated until nothing changes any
// more, so that the result means the same to every parser (sanitize.go).
//
// The text is the author's. Nothing here corrects quotation marks, folds white space
// or rewrites an address: elements, attributes and characters come out as they went
// in, except for what is unsafe. The body itself is never changed.
//
// Text from other sites has a policy of its own. NewPassage cleans a captured
// selection (fragment.go, stranger*.go), writes it as Markdown that an author can
// edit (write_*.go), renders that and compares the nodes (outline.go, passage.go),
// so that a quote is verified to be true to its source.
//
// A value of type HTML has passed a policy; pages accept nothing else.
package markup
