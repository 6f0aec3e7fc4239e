package markup_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// FuzzPassage quotes any input. The result is a quote and nothing else. It renders
// to the nodes of the cleaned selection or, where a block is written as plain text,
// to the same words.
func FuzzPassage(f *testing.F) {
	for _, fragment := range []string{
		`<p>a <b>b</b></p>`, "<pre>\n\na\n \nb</pre>", `<ul><li>a<li><p>b</ul>c`, `<b>「a」</b>b<i>c</i><b>d</b>`, "a\\<br>- b<br>1. c",
		`<table><tr><th>a|b<th><code>c|d</code><tr><td>e<td>f</table>`, `!<a href="(x" title='"&amp;amp;'>[a]</a>`, `<ol start=0><li><hr><li># a</ol>`,
		`<code>a</code><code>b</code>` + "`", `<del>~</del>~~<s>x</s>y`, `<blockquote><ul><li><pre>x</pre><li>y</ul></blockquote><blockquote>`,
		`a_<i>b</i>_c*<b>d</b>*`, `<tr><td>a<p>b</td></tr>c`, `<a href="https://e.org/">https://e.org/</a>www.e.org`, `<h1><a href=x><p>y</h1>`,
		`<kbd>a</kbd><br><q>b</q>`, `<p>[a]: b</p><p>[a]</p>`, `a<br>===<br>|-|`, `&lt;script>x&lt;/script>`, `<ruby>a<rt>b</ruby>`,
	} {
		f.Add(fragment)
	}
	f.Fuzz(func(t *testing.T, fragment string) { checkPassage(t, fragment) })
}

// FuzzHarmlessPassage quotes harmless HTML and checks that no word is lost.
func FuzzHarmlessPassage(f *testing.F) {
	for i := range 40 {
		seed := make([]byte, 60)
		for j := range seed {
			seed[j] = byte(i*37 + j*(i*2+5))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed []byte) {
		g := &generator{choices: seed}
		g.blocks(0)
		body := g.b.String()
		checkPassage(t, body)
		if diff := cmp.Diff(visible(t, body), strings.Fields(markup.NewPassage(body, page).Text)); diff != "" {
			t.Errorf("words of %s\n%s", body, diff)
		}
	})
}

// checkPassage checks everything that is documented of a fragment's passage.
func checkPassage(t *testing.T, fragment string) {
	t.Helper()
	cleaned := markup.StrangersHTML(fragment, page)
	checkCleaned(t, fragment, cleaned)
	p := markup.NewPassage(fragment, page)
	if p.Markdown == "" {
		if cleaned != "" || p.Text != "" {
			t.Errorf("%.500q: no Markdown of %.500q, text %.500q", fragment, cleaned, p.Text)
		}
		return
	}
	for line := range strings.SplitSeq(p.Markdown, "\n") {
		if line != ">" && !strings.HasPrefix(line, "> ") {
			t.Fatalf("%.500q: the line %.200q is outside the quote", fragment, line)
		}
	}
	rendered, quotes := markup.Render(p.Markdown, blog.Markdown)
	if len(quotes) != 1 || rendered.Own != "" || quotes[0].Text != p.Text {
		t.Fatalf("%.500q: own words %.200q, quotes %.500v, text %.500q", fragment, rendered.Own, quotes, p.Text)
	}
	inside := strings.TrimSpace(rendered.HTML)
	inside = strings.TrimSuffix(strings.TrimPrefix(inside, "<blockquote>"), "</blockquote>")
	if slices.Contains(markup.Manners(fragment, page), "words") {
		if want, got := wordsOf(cleaned), wordsOf(inside); want != got {
			t.Errorf("%.500q: words\n%.1000s\nwant\n%.1000s", fragment, got, want)
		}
		return
	}
	if diff := cmp.Diff(markup.OutlineOf(cleaned), markup.OutlineOf(inside)); diff != "" {
		t.Errorf("%.500q became\n%.2000s\n%.3000s", fragment, p.Markdown, diff)
	}
}

func wordsOf(fragment string) string {
	return strings.Join(strings.Fields(markup.PlainText(fragment)), " ")
}

// strangersElements lists the elements that are allowed in a passage, with their
// attributes.
var strangersElements = map[string]string{
	"a": "href title", "abbr": "title", "blockquote": "", "br": "", "caption": "", "cite": "", "code": "class", "del": "", "em": "", "hr": "",
	"ins": "", "kbd": "", "li": "", "mark": "", "ol": "start", "p": "", "pre": "", "q": "", "rb": "", "rp": "", "rt": "", "rtc": "", "ruby": "",
	"small": "", "strong": "", "sub": "", "sup": "", "table": "", "tbody": "", "td": "colspan rowspan", "tfoot": "",
	"th": "colspan rowspan", "thead": "", "tr": "", "ul": "",
}

var safeHref = regexp.MustCompile(`^(?i:https?|mailto):[!-~]*$`)

// checkCleaned checks that a passage contains only what the policy allows.
func checkCleaned(t *testing.T, fragment, cleaned string) {
	t.Helper()
	for _, root := range fragmentNodes(t, cleaned) {
		for n := range root.Descendants() {
			checkQuotable(t, fragment, n)
		}
		checkQuotable(t, fragment, root)
	}
}

func checkQuotable(t *testing.T, fragment string, n *html.Node) {
	t.Helper()
	if n.Type == html.TextNode {
		if strings.ContainsAny(n.Data, "\u202d\u202e\ufeff\x00\x01") {
			t.Errorf("%.500q: a sign that misleads in %.200q", fragment, n.Data)
		}
		return
	}
	attributes, ok := strangersElements[n.Data]
	if !ok {
		t.Errorf("%.500q: the element %s", fragment, n.Data)
	}
	for _, a := range n.Attr {
		if !slices.Contains(strings.Fields(attributes), a.Key) || a.Key == "href" && !safeHref.MatchString(a.Val) || a.Key == "class" && !strings.HasPrefix(a.Val, "language-") {
			t.Errorf("%.500q: the attribute %s=%q of %s", fragment, a.Key, a.Val, n.Data)
		}
	}
}
