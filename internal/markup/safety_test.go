package markup_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

var formats = []blog.Format{blog.Markdown, blog.HTML, blog.WordPress}

// vector is a line of testdata/xss.txt.
type vector struct{ family, text string }

func vectors(t testing.TB) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/xss.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	family := ""
	for line := range strings.SplitSeq(string(text), "\n") {
		if name, ok := strings.CutPrefix(line, "== "); ok {
			family = name
			continue
		}
		if family == "" || line == "" {
			continue
		}
		if strings.HasPrefix(line, `"`) {
			unquoted, err := strconv.Unquote(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			line = unquoted
		}
		all = append(all, vector{family, line})
	}
	return all
}

func TestNoVectorGetsThrough(t *testing.T) {
	all := vectors(t)
	if len(all) < 400 {
		t.Errorf("%d vectors were read, there should be more", len(all))
	}
	around := []string{"%s", "before\n\n%s\n\nafter", "> %s\n\nafter", "<div>%s", "<table><tr><td>%s", "*a %s b*", "<b><a href=/x><p>%s", "<!-- wp:x -->%s"}
	for _, v := range all {
		for _, f := range formats {
			for _, a := range around {
				body := fmt.Sprintf(a, v.text)
				r, _ := markup.Render(body, f)
				if err := checkSafe(r.HTML); err != nil {
					t.Errorf("%s: %s %q\nbecame %q:\n%v", v.family, f, body, r.HTML, err)
				}
				if err := checkSettled(r.HTML); err != nil {
					t.Errorf("%s: %s %q\nbecame %q:\n%v", v.family, f, body, r.HTML, err)
				}
			}
		}
	}
}

func TestTheCheckerSeesWhatIsUnsafe(t *testing.T) {
	for _, unsafe := range []string{
		`<script>x</script>`, `<p onclick="x">a</p>`, `<p style="x">a</p>`, `<a href="javascript:x">a</a>`, `<a href=" JAVA	SCRIPT:x">a</a>`,
		`<a href="data:x">a</a>`, `<img src="data:x"/>`, `<img src="a" srcset="a 1x, data:x 2x"/>`, `<svg></svg>`, `<math></math>`, `<form></form>`,
		`<input/>`, `<iframe></iframe>`, `<noscript>a</noscript>`, `<!-- a -->`, `</div></article>`, `<!--`, `<p id="pq-x">a</p>`, `<p class="a h-entry">a</p>`,
		`<a rel="me" href="/">a</a>`, `<a target="_blank" href="/">a</a>`, `<img name="cookie" src="a"/>`, `<img src="a" width="99999"/>`, "a\x01",
		`<base href="/"/>`, `<meta charset="x"/>`, `<link rel="x"/>`, `<textarea></textarea>`, `<template></template>`, `<a title="`,
	} {
		if checkSafe(unsafe) == nil {
			t.Errorf("%s passes", unsafe)
		}
	}
}

func TestManyRenderAtOnce(t *testing.T) {
	want, _ := markup.Render("*a*[^1]\n\n[^1]: b", blog.Markdown)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got, _ := markup.Render("*a*[^1]\n\n[^1]: b", blog.Markdown); got != want {
					t.Errorf("got %v", got)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzRender(f *testing.F) {
	for i, v := range vectors(f) {
		f.Add(v.text, uint8(i))
	}
	f.Fuzz(func(t *testing.T, body string, format uint8) {
		r, quotes := markup.Render(body, formats[int(format)%len(formats)])
		if err := checkSafe(r.HTML); err != nil {
			t.Errorf("%q\nbecame %q:\n%v", body, r.HTML, err)
		}
		if err := checkSettled(r.HTML); err != nil {
			t.Errorf("%q\nbecame %q:\n%v", body, r.HTML, err)
		}
		for _, q := range quotes {
			if q.Source != "" && blog.CheckURL("url", q.Source) != nil {
				t.Errorf("%q is the source of a quote", q.Source)
			}
		}
	})
}

// checkSettled reports whether finished HTML changes if it is rendered again, as
// happens when a post is exported and imported.
func checkSettled(finished string) error {
	if again, _ := markup.Render(finished, blog.HTML); again.HTML != finished {
		return fmt.Errorf("and went on to become %q", again.HTML)
	}
	return nil
}

// checkSafe parses finished HTML in several ways, as browsers, feed readers and
// scripts do, and reports what should not be in the result of any. It is independent
// of the policy: the lists are repeated here.
func checkSafe(finished string) error {
	if i := strings.IndexFunc(finished, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' }); i >= 0 {
		return fmt.Errorf("has the control character %q", finished[i])
	}
	for _, context := range []atom.Atom{atom.Div, atom.Body, atom.Td, atom.Li, atom.Template} {
		for _, scripting := range []bool{true, false} {
			nodes, err := html.ParseFragmentWithOptions(strings.NewReader(finished),
				&html.Node{Type: html.ElementNode, Data: context.String(), DataAtom: context}, html.ParseOptionEnableScripting(scripting))
			if err != nil {
				return err
			}
			for _, n := range nodes {
				if err := checkNode(n); err != nil {
					return fmt.Errorf("in a %s: %w", context, err)
				}
			}
		}
	}
	return checkStaysIn(finished)
}

// checkStaysIn puts finished HTML on a page and checks that the page around it is
// unchanged.
func checkStaysIn(finished string) error {
	page := `<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><main><article><div id="pq-box">` + finished +
		`</div><footer id="pq-after">after</footer></article></main></body></html>`
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return err
	}
	var box, after *html.Node
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && a.Val == "pq-box" && box == nil:
				box = n
			case a.Key == "id" && a.Val == "pq-after" && after == nil:
				after = n
			case a.Key == "id" && strings.HasPrefix(a.Val, "pq-"):
				return fmt.Errorf("takes the page's id %q", a.Val)
			}
		}
	}
	if box == nil || after == nil || after.PrevSibling != box || after.Parent.Data != "article" || after.FirstChild.Data != "after" {
		return fmt.Errorf("breaks out of its post")
	}
	for n := range box.Descendants() {
		if err := checkOne(n); err != nil {
			return fmt.Errorf("on a page: %w", err)
		}
	}
	return nil
}

func checkNode(n *html.Node) error {
	if err := checkOne(n); err != nil {
		return err
	}
	for c := range n.Descendants() {
		if err := checkOne(c); err != nil {
			return err
		}
	}
	return nil
}

var harmlessElements = strings.Fields(`
	a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd del
	details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li
	mark menu nobr ol p picture pre q rb rp rt rtc ruby s samp section small source span strike strong sub summary sup
	table tbody td tfoot th thead time tr tt u ul var wbr`)

var harmlessAttributes = strings.Fields(`
	abbr align alt border cellpadding cellspacing cite class clear colspan compact datetime decoding dir headers height href
	hreflang hspace id lang loading longdesc media name noshade nowrap open rel rev reversed role rowspan scope size
	sizes span src srcset start summary target title type valign value vspace width xml:lang`)

func checkOne(n *html.Node) error {
	switch n.Type {
	case html.TextNode:
		return nil
	case html.ElementNode:
	default:
		return fmt.Errorf("there is a node of type %d: %q", n.Type, n.Data)
	}
	if n.Namespace != "" || !slices.Contains(harmlessElements, n.Data) {
		return fmt.Errorf("there is a <%s>", n.Data)
	}
	for _, a := range n.Attr {
		if err := checkAttribute(n, a); err != nil {
			return fmt.Errorf("<%s %s=%q>: %w", n.Data, a.Key, a.Val, err)
		}
	}
	return nil
}

var (
	ourID      = regexp.MustCompile(`(?i)^\s*pq-`)
	ourClass   = regexp.MustCompile(`(?i)(^|\s)(pq-|(h|p|u|dt|e)-|link_description(\s|$))`)
	pageRels   = regexp.MustCompile(`(?i)(^|\s)(me|canonical|alternate|stylesheet|preload|webmention|micropub|author|opener|token_endpoint)(\s|$)`)
	descriptor = regexp.MustCompile(`^[0-9.]+[wxh],`)
	bigSize    = regexp.MustCompile(`[0-9]{5}`)
)

func checkAttribute(n *html.Node, a html.Attribute) error {
	if a.Namespace != "" || !slices.Contains(harmlessAttributes, a.Key) {
		return fmt.Errorf("the attribute is not allowed")
	}
	switch a.Key {
	case "href", "cite", "longdesc":
		return checkScheme(a.Val, "http", "https", "ftp", "ftps", "sftp", "mailto", "tel", "sms", "geo", "xmpp", "irc", "ircs",
			"news", "nntp", "gopher", "gemini", "magnet", "webcal")
	case "src":
		return checkScheme(a.Val, "http", "https")
	case "srcset":
		for candidate := range strings.FieldsSeq(a.Val) {
			candidate = strings.Trim(descriptor.ReplaceAllString(candidate, ""), ",")
			if err := checkScheme(candidate, "http", "https"); err != nil {
				return err
			}
		}
	case "name":
		if n.Data != "a" {
			return fmt.Errorf("the name could stand for a property of document")
		}
	case "id":
		if ourID.MatchString(a.Val) {
			return fmt.Errorf("the id is the page's")
		}
	case "class":
		if ourClass.MatchString(a.Val) {
			return fmt.Errorf("the class is the page's")
		}
	case "rel":
		if pageRels.MatchString(a.Val) {
			return fmt.Errorf("the relation is the page's")
		}
	case "target":
		if a.Val != "_self" && a.Val != "_top" && a.Val != "_parent" && !strings.Contains(attr(n, "rel"), "noopener") {
			return fmt.Errorf("the new window can reach back")
		}
	case "width", "height", "size", "border", "hspace", "vspace", "cellpadding", "cellspacing":
		if bigSize.MatchString(a.Val) {
			return fmt.Errorf("that is too large")
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var schemeOf = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.\-]*:`)

// checkScheme parses an address as specified in https://url.spec.whatwg.org/, and
// then again like a program that drops everything except letters.
func checkScheme(address string, schemes ...string) error {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	address = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
	scheme := strings.ToLower(strings.TrimSuffix(schemeOf.FindString(address), ":"))
	if scheme != "" && !slices.Contains(schemes, scheme) {
		return fmt.Errorf("the scheme is %s", scheme)
	}
	if i := strings.IndexAny(address, "/?#"); i >= 0 {
		address = address[:i]
	}
	letters := strings.Map(func(r rune) rune {
		if r == ':' || 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(address))
	for _, evil := range []string{"javascript:", "vbscript:", "data:", "livescript:", "file:"} {
		if strings.HasPrefix(letters, evil) {
			return fmt.Errorf("somebody could read %s in it", evil)
		}
	}
	return nil
}
