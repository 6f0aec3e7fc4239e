package feed

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
	"time"
)

// node is an element as a validator sees it.
type node struct {
	space, name string
	attr        map[string]string
	text        string
	parent      *node
	children    []*node
}

func parse(t *testing.T, text string) *node {
	t.Helper()
	at := &node{}
	root := at
	tokens(t, text, func(token xml.Token) {
		switch e := token.(type) {
		case xml.StartElement:
			n := &node{space: e.Name.Space, name: e.Name.Local, attr: map[string]string{}, parent: at}
			for _, a := range e.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			at.children = append(at.children, n)
			at = n
		case xml.EndElement:
			at = at.parent
		case xml.CharData:
			at.text += string(e)
		}
	})
	return root.children[0]
}

// all returns the children with a name of the format's own namespace.
func (n *node) all(name string) (out []*node) {
	for _, c := range n.children {
		if c.name == name && c.space == n.space {
			out = append(out, c)
		}
	}
	return out
}

func (n *node) one(t *testing.T, name string) string {
	t.Helper()
	all := n.all(name)
	if len(all) != 1 {
		t.Errorf("%s has %d elements %s", n.name, len(all), name)
		return ""
	}
	return strings.TrimSpace(all[0].text)
}

var (
	fullAddress = regexp.MustCompile(`^[a-zA-Z][0-9a-zA-Z+.\-]*:(//)?[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+$`)
	mailDate    = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000$`)
	reference   = regexp.MustCompile(`<a\s[^>]*href="([^"]*)"|<img\s[^>]*src="([^"]*)"`)
)

// checkWords checks the HTML of a post against the rules of the W3C's validator.
func checkWords(t *testing.T, html string) {
	t.Helper()
	for _, found := range reference.FindAllStringSubmatch(html, -1) {
		if address := found[1] + found[2]; !hasScheme(address) {
			t.Errorf("%s is relative", address)
		}
	}
	if strings.Contains(html, " role=") || strings.Contains(html, " on") && strings.Contains(html, "onclick") {
		t.Errorf("attributes that a validator thinks dangerous are in %s", html)
	}
}

// The rules of the W3C's feed validator that our feeds could break.
func TestTheValidatorsRulesOfRSS(t *testing.T) {
	f := example()
	f.Items[0].HTML += `<p><a href="#fn:1" role="doc-noteref">1</a></p>`
	text := written(t, RSS, f)
	if !strings.Contains(text[:512], "<rss") {
		t.Error("its beginning does not say what it is: a general content type needs that")
	}
	root := parse(t, text)
	channel := root.children[0]
	if root.name != "rss" || root.attr["version"] != "2.0" || len(root.children) != 1 || channel.name != "channel" {
		t.Fatalf("the root is %+v", root)
	}
	title, link := channel.one(t, "title"), channel.one(t, "link")
	if channel.one(t, "description") == "" || channel.one(t, "language") != "en" || !mailDate.MatchString(channel.one(t, "lastBuildDate")) {
		t.Error("the channel lacks something")
	}
	image := channel.all("image")[0]
	if image.one(t, "title") != title || image.one(t, "link") != link || image.one(t, "url") != f.Icon {
		t.Error("the picture's title and link are not the channel's")
	}
	items, seen := false, map[string]bool{}
	for _, c := range channel.children {
		if c.space == xhtmlSpace {
			if c.name != "div" {
				t.Errorf("%s of XHTML stands in the channel", c.name)
			}
			continue
		}
		if items && c.name != "item" {
			t.Errorf("%s stands behind a post", c.name)
		}
		if items = items || c.name == "item"; c.name != "item" {
			continue
		}
		guid := c.one(t, "guid")
		if guid == "" || seen[guid] || c.all("guid")[0].attr["isPermaLink"] != "false" {
			t.Errorf("the guid %q", guid)
		}
		seen[guid] = true
		if !fullAddress.MatchString(c.one(t, "link")) || !mailDate.MatchString(c.one(t, "pubDate")) {
			t.Errorf("link %s, date %s", c.one(t, "link"), c.one(t, "pubDate"))
		}
		if len(c.all("author"))+len(c.all("source"))+len(c.all("comments")) > 0 {
			t.Error("an element that is not RSS's for this")
		}
		for _, blank := range c.children {
			if blank.text == "" && blank.attr["href"] == "" {
				t.Errorf("%s is empty", blank.name)
			}
			if href, ok := blank.attr["href"]; ok && !fullAddress.MatchString(href) {
				t.Errorf("a link to %s", href)
			}
		}
		checkWords(t, c.one(t, "description"))
	}
}

func TestTheValidatorsRulesOfAtom(t *testing.T) {
	for _, f := range []*Feed{example(), {Title: "T", Self: "https://links.example/atom.xml", Home: "https://links.example/", Items: []Item{{GUID: "7", Permalink: "https://links.example/7/", Published: day}}}} {
		root := parse(t, written(t, Atom, f))
		if root.name != "feed" || root.space != atomSpace || len(root.all("author")) == 0 || !fullAddress.MatchString(root.one(t, "id")) {
			t.Errorf("the feed lacks something: %+v", root.attr)
		}
		pairs, seen := map[string]bool{}, map[string]bool{}
		for _, l := range root.all("link") {
			pair := l.attr["rel"] + " " + l.attr["type"]
			if pairs[pair] || !fullAddress.MatchString(l.attr["href"]) {
				t.Errorf("the link %v", l.attr)
			}
			pairs[pair] = true
		}
		if !pairs["self application/atom+xml"] || !pairs["alternate text/html"] {
			t.Errorf("its links are %v", pairs)
		}
		for _, date := range []string{root.one(t, "updated"), root.all("entry")[0].one(t, "updated"), root.all("entry")[0].one(t, "published")} {
			if _, err := time.Parse(time.RFC3339, date); err != nil || !strings.HasSuffix(date, "Z") {
				t.Errorf("the date %s", date)
			}
		}
		for _, e := range root.all("entry") {
			if id := e.one(t, "id"); seen[id] || !fullAddress.MatchString(id) {
				t.Errorf("the id %q", id)
			} else {
				seen[id] = true
			}
			if e.one(t, "title") == "" || len(e.all("content")) != 1 || e.all("content")[0].attr["type"] != "html" {
				t.Error("an entry lacks something")
			}
			alternates := 0
			for _, l := range e.all("link") {
				if l.attr["rel"] == "alternate" {
					alternates++
				}
				if !fullAddress.MatchString(l.attr["href"]) {
					t.Errorf("a link to %s", l.attr["href"])
				}
			}
			if alternates != 1 {
				t.Errorf("%d alternates", alternates)
			}
			for _, a := range e.all("author") {
				if a.one(t, "name") == "" {
					t.Error("an author without a name")
				}
			}
			checkWords(t, e.one(t, "content"))
		}
	}
}

// The validator warns about prefixes for Atom and XHTML in Atom. Plain text uses
// hexadecimal references, so that it is not taken for HTML.
func TestNoPrefixAndNoMarkupInPlainText(t *testing.T) {
	text := written(t, Atom, example())
	if strings.Contains(text, "xmlns:") {
		t.Error("Atom has a prefix")
	}
	for name, write := range map[string]writing{"RSS": RSS, "Atom": Atom} {
		if text := written(t, write, example()); !strings.Contains(text, "<title>A &#x3C;heron&gt; &#x26; more</title>") {
			t.Errorf("%s writes titles otherwise: %s", name, text)
		}
	}
}
