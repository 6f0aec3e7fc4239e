package component_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/views/component"
)

// rendered returns the article that is rendered for an entry.
func rendered(t *testing.T, e component.Entry) *html.Node {
	t.Helper()
	var b strings.Builder
	if err := component.LinkPost(e).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	nodes, err := html.ParseFragment(strings.NewReader(b.String()), &html.Node{Type: html.ElementNode, Data: "main", DataAtom: atom.Main})
	if err != nil {
		t.Fatal(err)
	}
	if len(nodes) != 1 || nodes[0].Data != "article" {
		t.Fatalf("an entry is not one article: %s", b.String())
	}
	return nodes[0]
}

// find returns the first element below n with a tag (any, if empty) and a class.
func find(n *html.Node, tag, class string) *html.Node {
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || tag != "" && d.Data != tag {
			continue
		}
		for name := range strings.FieldsSeq(attr(d, "class")) {
			if name == class {
				return d
			}
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return "NO ELEMENT"
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	if n == nil {
		return "NO ELEMENT"
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func words(body string) markup.HTML {
	r, _ := markup.Render(body, blog.Markdown)
	return markup.Stored(r)
}

func linkPost() component.Entry {
	return component.Entry{
		Kind: "link", Title: "A title", Name: "A title", Source: "https://news.example/story?a=1&b=2", Domain: "news.example",
		Words: words("Own words.\n\n> Quoted words."), Permalink: "/links/a-title/",
		Published: component.Moment{ISO: "2012-11-21T15:54:10Z", Shown: "21 November 2012"}, Author: component.Link{Text: "Ada Example"},
		Tags: []component.Link{{Text: "press", Address: "/tags/press/"}}, Via: component.Link{Text: "friend.example", Address: "https://friend.example/"},
	}
}

func TestALinkPostIsMarkedUpAsOutsidersExpect(t *testing.T) {
	for _, tt := range []struct {
		alone   bool
		heading string
	}{{false, "h2"}, {true, "h1"}} {
		e := linkPost()
		e.Alone = tt.alone
		a := rendered(t, e)
		for what, got := range map[string][2]string{
			"heading":  {text(find(a, tt.heading, "p-name")), "A title"},
			"source":   {attr(find(find(a, tt.heading, "p-name"), "a", "u-bookmark-of"), "href"), e.Source},
			"words":    {text(find(a, "div", "e-content")), "Own words. Quoted words."},
			"class":    {attr(find(a, "div", "e-content"), "class"), "e-content link_description"},
			"address":  {attr(find(a, "a", "u-url"), "href"), "/links/a-title/"},
			"date":     {attr(find(find(a, "a", "u-url"), "time", "dt-published"), "datetime"), "2012-11-21T15:54:10Z"},
			"author":   {text(find(a, "", "p-author")), "Ada Example"},
			"card":     {attr(find(a, "", "p-author"), "class"), "p-author h-card"},
			"category": {attr(find(a, "a", "p-category"), "href"), "/tags/press/"},
			"domain":   {text(find(a, "", "pq-domain")), "news.example"},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s is %q, want %q", tt.heading, what, got[0], got[1])
			}
		}
		if find(a, "time", "dt-updated") != nil || find(a, "button", "pq-plain") != nil {
			t.Error("an entry shows what it has not")
		}
	}
}

func TestAnAddressInPlaceOfATitleIsBrokenAtItsSteps(t *testing.T) {
	e := linkPost()
	e.Title, e.Bare = "news.example/a-story/?a=1", true
	a := rendered(t, e)
	heading := find(a, "h2", "p-name")
	if text(heading) != e.Title || find(a, "", "pq-domain") != nil {
		t.Errorf("the heading is %q, and the domain stands beside it: %v", text(heading), find(a, "", "pq-domain") != nil)
	}
	var b strings.Builder
	if err := html.Render(&b, heading); err != nil {
		t.Fatal(err)
	}
	if want := "news.example/<wbr/>a-<wbr/>story/<wbr/>?<wbr/>a=1</a>"; !strings.Contains(b.String(), want) {
		t.Errorf("the heading is %s, without %s", b.String(), want)
	}
}

func TestANoteNeedsNeitherTitleNorSource(t *testing.T) {
	e := linkPost()
	e.Kind, e.Title, e.Source, e.Domain = "note", "", "", ""
	a := rendered(t, e)
	if find(a, "", "p-name") != nil || find(a, "", "u-bookmark-of") != nil || find(a, "", "pq-domain") != nil {
		t.Error("a note without a title has a headline")
	}
	e.Alone, e.Name = true, "Own words"
	if got := text(find(rendered(t, e), "h1", "pq-unseen")); got != "Own words" {
		t.Errorf("on its own page its heading is %q", got)
	}
}

func TestAKindOfPostCanBeToldByItsClass(t *testing.T) {
	for _, tt := range []struct {
		kind  string
		brief bool
		want  string
	}{{"link", false, "h-entry"}, {"note", false, "h-entry pq-note"}, {"quote", false, "h-entry pq-quote"}, {"quote", true, "h-entry pq-quote pq-brief"}} {
		e := linkPost()
		e.Kind, e.Brief = tt.kind, tt.brief
		if got := attr(rendered(t, e), "class"); got != tt.want {
			t.Errorf("a %s (brief: %v) has class %q, want %q", tt.kind, tt.brief, got, tt.want)
		}
	}
}

func TestNothingInAnEntryBecomesMarkup(t *testing.T) {
	evil := `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	e := linkPost()
	e.Title, e.Name, e.Domain, e.Author, e.Permalink = evil, evil, evil, component.Link{Text: evil, Address: "/author/" + evil}, "/links/"+evil
	e.Source, e.Via = "javascript:alert(1)", component.Link{Text: evil, Address: "javascript:alert(1)"}
	e.Tags = []component.Link{{Text: evil, Address: "/tags/" + evil}}
	e.Published, e.Updated, e.Lang = component.Moment{ISO: evil, Shown: evil}, component.Moment{ISO: evil, Shown: evil}, evil
	e.Edit, e.Delete = "/posts/1/edit", "/posts/1/trash"
	for _, alone := range []bool{false, true} {
		e.Alone = alone
		for n := range rendered(t, e).Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "script" || n.Data == "img" {
				t.Errorf("there is a %s", n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
					t.Errorf("%s bears %s=%q", n.Data, a.Key, a.Val)
				}
			}
		}
	}
}
