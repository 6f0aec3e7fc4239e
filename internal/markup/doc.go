// Package markup turns words into pages: Markdown and HTML in; safe HTML, plain
// text and quotes out. It is the one place that knows goldmark and bluemonday.
//
// Render goes three steps. The body becomes HTML (markdown.go; shortcodes.go and
// paragraphs.go for what WordPress stored).
// That is parsed as a browser parses it, and the tree is made fit for a page:
// what can't stand there goes, links and names that could be taken for the
// page's own are bent (tidy.go, unended.go). Last comes the policy, the list of what may
// stand in a body (policy.go). All is done again until nothing changes any
// more: what comes out means the same to every parser (sanitize.go).
//
// The words are the author's. Nothing here sets quotes right, folds white space
// or rewrites an address: elements, attributes and characters come out as they
// went in, save for what is unsafe. The body itself is never changed.
//
// Words of a stranger's page come in by a policy of their own. NewPassage cleans a
// captured selection (fragment.go, stranger*.go), writes it as Markdown that an
// author can edit (write_*.go), renders that and compares the nodes (outline.go,
// passage.go): a quote is true because that was looked at.
//
// Type HTML is the proof that a policy was passed; pages take nothing else.
package markup
