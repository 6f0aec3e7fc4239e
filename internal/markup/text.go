package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
)

// PlainText returns the text of an HTML fragment, such as an imported title: tags
// are dropped, character references decoded once, white space is folded. Each
// paragraph, list item or table row becomes a line.
func PlainText(fragment string) string {
	fragment = received(fragment)
	tree, err := parse(fragment)
	if err == nil {
		err = tidy(tree, 0)
	}
	if err != nil { // nested too deep: not a title that a person wrote
		return strings.Join(strings.Fields(fragment), " ")
	}
	r := reader{inQuote: true, marks: true} // quoted text is not treated differently here
	r.into = &r.own
	r.read(tree)
	r.own.end()
	return strings.Join(r.own.paragraphs, "\n")
}

// read returns the text and the quotes of a finished tree.
func read(tree *html.Node) *reader {
	r := &reader{}
	r.into = &r.own
	r.read(tree)
	r.own.end()
	return r
}

// reader walks a tree and collects the author's own text and the quotes.
type reader struct {
	own     words
	into    *words // current destination of text: own, or that of the current quote
	inQuote bool
	inPre   bool
	tabs    bool // separate cells by tabs, not by spaces
	marks   bool // keep the numbers that lead to footnotes, as another site's text has them
	marked  bool // there were such numbers
	quotes  []blog.Quote
	lines   []string // paragraphs of all quotes
}

// quoted returns the text of all quotes, one line per paragraph.
func (r *reader) quoted() string { return strings.Join(r.lines, "\n") }

func (r *reader) read(n *html.Node) {
	switch {
	case n.Type == html.TextNode && r.inPre:
		r.into.addLines(n.Data)
	case n.Type == html.TextNode:
		r.into.add(n.Data)
	case n.Data == "br" && r.inPre:
		r.into.addLines("\n")
	case n.Data == "br":
		r.into.breakLine()
	case n.Data == "blockquote" && !r.inQuote:
		r.readQuote(n)
	case n.Data == "pre" && !r.inPre:
		r.inPre = true
		r.readBlock(n)
		r.inPre = false
	case isBlock(n):
		r.readBlock(n)
	case attribute(n, "role") == "doc-backlink": // it is ours, and in no other site's text
		r.into.noted = true
	case isNoteMark(n):
		if r.marked = true; r.marks {
			r.readChildren(n)
		} else {
			r.into.noted = true
		}
	default:
		r.readChildren(n)
		if n.Data == "td" || n.Data == "th" {
			r.into.endCell(r.tabs)
		}
	}
}

func (r *reader) readChildren(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.read(c)
	}
}

func (r *reader) readBlock(n *html.Node) {
	r.into.end()
	r.readChildren(n)
	r.into.end()
}

func (r *reader) readQuote(n *html.Node) {
	r.own.end()
	r.inQuote, r.marks, r.marked = true, true, false
	q := r.readApart(n)
	r.marks = false
	lines := q
	if r.marked {
		lines = r.readApart(n)
	}
	r.into, r.inQuote = &r.own, false

	quote := blog.Quote{Text: strings.Join(q, "\n\n")}
	if cite := strings.TrimSpace(attribute(n, "cite")); cite != "" && blog.CheckURL("cite", cite) == nil {
		quote.Source = cite
	}
	r.quotes = append(r.quotes, quote)
	r.lines = append(r.lines, lines...)
}

// readApart returns the paragraphs within n.
func (r *reader) readApart(n *html.Node) []string {
	var w words
	r.into = &w
	r.readChildren(n)
	w.end()
	return w.paragraphs
}

// words collects text by paragraphs. Within one, white space is folded and a line
// break is a line end. Paragraphs without visible characters are left out.
type words struct {
	paragraphs []string
	open       strings.Builder // the current paragraph
	gap        bool            // white space is pending before the next character
	tab        bool            // the pending white space is a tab
	fresh      bool            // the current line is empty, and not the first of its paragraph
	noted      bool            // a footnote's mark was left out after the last character
}

// add adds text to the paragraph. White space is as defined in HTML: a no-break
// space is not part of it.
func (w *words) add(text string) {
	if w.noted {
		next, _ := utf8.DecodeRuneInString(text)
		w.gap = w.gap || unicode.IsLetter(next) || unicode.IsNumber(next) // the mark kept two words apart
	}
	for i := range len(text) {
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r', '\f':
			w.gap = true
		default:
			if w.gap && w.open.Len() > 0 && !w.fresh {
				w.open.WriteByte(w.space())
			}
			w.gap, w.tab, w.fresh, w.noted = false, false, false, false
			w.open.WriteByte(c)
		}
	}
}

// space returns the pending white space.
func (w *words) space() byte {
	if w.tab {
		return '\t'
	}
	return ' '
}

// endCell ends a table cell.
func (w *words) endCell(tab bool) { w.gap, w.tab = true, tab }

// addLines adds preformatted text as it is.
func (w *words) addLines(text string) {
	w.open.WriteString(text)
	w.gap, w.tab, w.fresh = false, false, false
}

// breakLine ends a line. Two breaks in a row end the paragraph, since many authors
// separate paragraphs that way.
func (w *words) breakLine() {
	w.gap, w.tab = false, false
	switch {
	case w.fresh:
		w.end()
	case w.open.Len() > 0:
		w.open.WriteByte('\n')
		w.fresh = true
	}
}

// end ends a paragraph.
func (w *words) end() {
	if w.open.Len() > 0 {
		end := " \t\n"
		if w.noted {
			end += "\u00a0" // before an arrow
		}
		p := strings.Trim(strings.TrimRight(w.open.String(), end), "\n")
		if strings.TrimSpace(p) != "" {
			w.paragraphs = append(w.paragraphs, p)
		}
		w.open.Reset()
	}
	w.gap, w.tab, w.fresh, w.noted = false, false, false, false
}

// isBlock reports whether n is a block element.
func isBlock(n *html.Node) bool { return n.Type == html.ElementNode && blocks[n.Data] }

var blocks = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "caption": true, "center": true, "colgroup": true,
	"dd": true, "details": true, "dir": true, "div": true, "dl": true, "dt": true, "figcaption": true, "figure": true,
	"footer": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true, "hgroup": true,
	"hr": true, "li": true, "menu": true, "ol": true, "p": true, "pre": true, "section": true, "summary": true,
	"table": true, "tbody": true, "tfoot": true, "thead": true, "tr": true, "ul": true,
}
