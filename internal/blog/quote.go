package blog

// Quote is a passage that a post quotes: an outermost blockquote of its body.
// Several paragraphs, and quotes within it, are one quote.
type Quote struct {
	Text     string // as it stands in the post, as plain text, paragraphs parted by a blank line; empty if the author edited a captured passage away
	Captured string // as it was captured from the source, untouched; empty if it was typed
	Source   string // the URL it is taken from: the blockquote's cite; empty means the post's source, which is a guess
	Prefix   string // a few words before the passage in the source, as captured
	Suffix   string // and after it
	Place    int    // how many characters of the page's text come before it; passages of one page have an order by it
}
