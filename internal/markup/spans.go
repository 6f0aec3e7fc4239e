package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"pullquote/internal/blog"
)

// Span is a quote and its position in the body, as Render finds it.
type Span struct {
	Start, End int    // the quote is body[Start:End]; in Markdown it is whole lines, without the last line end
	Text       string // as in blog.Quote.Text
}

// Blockquotes returns the outermost blockquotes of a body, in order: the same as
// Render's. In Markdown, some may be HTML tags.
func Blockquotes(body string, format blog.Format) []Span {
	var spans []Span
	if format == blog.HTML || format == blog.WordPress {
		f := tagFinder{}
		f.read([]byte(body), func(at int) int { return at })
		spans = f.finish(len(body))
	} else if !isTangled(body) {
		spans = markdownQuotes([]byte(body))
	}
	_, quotes := Render(body, format)
	for i := range spans {
		if len(quotes) == len(spans) {
			spans[i].Text = quotes[i].Text
		} else if _, alone := Render(body[spans[i].Start:spans[i].End], format); len(alone) > 0 {
			spans[i].Text = alone[0].Text // broken tags: the sanitiser sees other quotes
		}
	}
	return spans
}

// tagFinder finds outermost blockquotes by their beginnings and ends.
type tagFinder struct {
	spans []Span
	depth int // number of open quotes
	start int // position of the outermost one
	floor int // depth below which an end tag closes nothing, since it is within a Markdown quote
}

func (f *tagFinder) open(at int) {
	if f.depth == 0 {
		f.start = at
	}
	f.depth++
}

func (f *tagFinder) close(at int) {
	if f.depth == f.floor {
		return
	}
	if f.depth--; f.depth == 0 {
		f.spans = append(f.spans, Span{Start: f.start, End: at})
	}
}

// finish returns the spans. An unclosed quote extends to the end.
func (f *tagFinder) finish(end int) []Span {
	if f.depth > 0 {
		f.depth, f.floor = 1, 0
		f.close(end)
	}
	return f.spans
}

// read reads HTML. position maps an offset in source to the position in the body.
func (f *tagFinder) read(source []byte, position func(int) int) {
	z := html.NewTokenizer(bytes.NewReader(source))
	at := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		begin := at
		at += len(z.Raw())
		if kind != html.StartTagToken && kind != html.EndTagToken {
			continue
		}
		name, _ := z.TagName()
		switch {
		case string(name) != "blockquote":
		case kind == html.StartTagToken:
			f.open(position(begin))
		default:
			f.close(position(at-1) + 1)
		}
	}
}

// markdownQuotes finds the quotes in Markdown.
func markdownQuotes(source []byte) []Span {
	doc := converter().Parser().Parse(text.NewReader(source))
	f := tagFinder{}
	var floors []int
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Blockquote:
			if entering {
				floors = append(floors, f.floor)
				f.open(n.Pos())
				f.floor = f.depth
				break
			}
			f.depth = f.floor // the end of the quote also closes tags opened within it
			f.floor = floors[len(floors)-1]
			floors = floors[:len(floors)-1]
			f.close(lastByte(n))
		case *ast.HTMLBlock:
			if entering {
				segments := n.Lines().Sliced(0, n.Lines().Len())
				if n.HasClosure() {
					segments = append(segments, n.ClosureLine)
				}
				f.readSegments(source, segments)
			}
		case *ast.RawHTML:
			if entering {
				f.readSegments(source, n.Segments.Sliced(0, n.Segments.Len()))
			}
		}
		return ast.WalkContinue, nil
	})
	return wholeLines(string(source), f.finish(len(source)))
}

// readSegments reads HTML whose lines are not adjacent in the body.
func (f *tagFinder) readSegments(source []byte, segments []text.Segment) {
	var joined []byte
	for _, s := range segments {
		joined = append(joined, s.Value(source)...)
	}
	f.read(joined, func(at int) int {
		for _, s := range segments {
			size := len(s.Value(source))
			if at < size {
				return min(s.Start+max(0, at-s.Padding), len(source)-1)
			}
			at -= size
		}
		return len(source) - 1
	})
}

// lastByte returns the end of the last text in n.
func lastByte(n ast.Node) int {
	last := n.Pos() + 1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock {
			if lines := n.Lines(); lines != nil && lines.Len() > 0 {
				last = max(last, lines.At(lines.Len()-1).Stop)
			}
			if block, ok := n.(*ast.HTMLBlock); ok && block.HasClosure() {
				last = max(last, block.ClosureLine.Stop)
			}
		}
		return ast.WalkContinue, nil
	})
	return last
}

// wholeLines extends spans to whole lines. Following lines with the marker of the
// same quote belong to it, too: fences and blank lines are not part of any node's
// text.
func wholeLines(body string, spans []Span) []Span {
	for i := range spans {
		s := &spans[i]
		s.End = min(s.End, len(body)) // after a tab, goldmark may report a position beyond the end
		s.Start = strings.LastIndexByte(body[:s.Start], '\n') + 1
		next := len(body)
		if i+1 < len(spans) {
			next = strings.LastIndexByte(body[:spans[i+1].Start], '\n') + 1
		}
		if s.End > s.Start && body[s.End-1] == '\n' {
			s.End--
		}
		s.End = endOfLine(body, s.End)
		isMarkdown := strings.HasPrefix(strings.TrimLeft(body[s.Start:s.End], " \t-+*.)0123456789"), ">")
		for isMarkdown && s.End < len(body) && s.End+1 < next && strings.HasPrefix(strings.TrimLeft(body[s.End+1:], " \t"), ">") {
			s.End = endOfLine(body, s.End+1)
		}
		if s.End > s.Start && body[s.End-1] == '\r' {
			s.End--
		}
	}
	return spans
}

// endOfLine returns the end of the line that contains the position.
func endOfLine(body string, at int) int {
	if i := strings.IndexByte(body[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(body)
}
