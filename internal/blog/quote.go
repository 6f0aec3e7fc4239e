package blog

// Quote is a passage that a post quotes: an outermost blockquote of its body,
// including all its paragraphs and nested quotes.
type Quote struct {
	Text     string // plain text of the quote in the post, paragraphs separated by a blank line; empty if the author removed a captured passage
	Captured string // the passage as captured from the source, unchanged; empty if the quote was typed
	Source   string // URL of the source: the blockquote's cite; empty means the post's source, which is a guess
	Prefix   string // a few words before the passage in the source, as captured
	Suffix   string // the same after it
	Place    int    // number of characters before it in the page's text; orders the passages of a page
}
