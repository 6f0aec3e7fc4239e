package feed

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestAddressesAreMadeAbsolute(t *testing.T) {
	const at = "https://links.example/2012/11/heron/?a=1#top"
	for in, want := range map[string]string{
		"/x/":                       "https://links.example/x/",
		"x.png":                     "https://links.example/2012/11/heron/x.png",
		"./x.png":                   "https://links.example/2012/11/heron/x.png",
		"../x.png":                  "https://links.example/2012/11/x.png",
		"../../../../x.png":         "https://links.example/x.png",
		"../..":                     "https://links.example/2012/",
		".":                         "https://links.example/2012/11/heron/",
		"//cdn.example/x":           "https://cdn.example/x",
		"#fn:1":                     "https://links.example/2012/11/heron/?a=1#fn:1",
		"?page=2":                   "https://links.example/2012/11/heron/?page=2",
		"":                          "https://links.example/2012/11/heron/?a=1",
		" /a b ":                    "https://links.example/a b",
		"/a%zz?u=/../b":             "https://links.example/a%zz?u=/../b",
		"/a\n/b":                    "https://links.example/a/b",
		"mailto:ada@links.example":  "mailto:ada@links.example",
		"https://y.example/../a/./": "https://y.example/../a/./",
		"7:30":                      "https://links.example/2012/11/heron/7:30",
	} {
		b, ok := newBase(at)
		if got := b.resolve(in); !ok || got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}

func TestEveryAttributeWithAnAddressIsSeen(t *testing.T) {
	for in, want := range map[string]string{
		`<a href="/x">x</a>`:                                                 `<a href="https://l.example/x">x</a>`,
		`<img src="a.png" longdesc="/d" alt="a"/>`:                           `<img src="https://l.example/p/a.png" longdesc="https://l.example/d" alt="a"/>`,
		`<blockquote cite="/q"><q cite="r">x</q></blockquote>`:               `<blockquote cite="https://l.example/q"><q cite="https://l.example/p/r">x</q></blockquote>`,
		`<del cite="/d">x</del><ins cite="/i">y</ins>`:                       `<del cite="https://l.example/d">x</del><ins cite="https://l.example/i">y</ins>`,
		`<video src="/v" poster="/p.jpg"></video>`:                           `<video src="https://l.example/v" poster="https://l.example/p.jpg"></video>`,
		`<img srcset="/a.png, /b,w_2.png 2x"/>`:                              `<img srcset="https://l.example/a.png, https://l.example/b,w_2.png 2x"/>`,
		`<source srcset="a.png 100w,b.png 200w"/>`:                           `<source srcset="https://l.example/p/a.png 100w, https://l.example/p/b.png 200w"/>`,
		`<p class="a" title="/x">a &amp; b</p>`:                              `<p class="a" title="/x">a &amp; b</p>`,
		`<sup><a role="doc-noteref" href="https://y.example/">1</a></sup>`:   `<sup><a href="https://y.example/">1</a></sup>`,
		`<A HREF='https://y.example/'  >kept as it is</A>`:                   `<A HREF='https://y.example/'  >kept as it is</A>`,
		`<object data="/o"></object><data value="/v" data="/x">seven</data>`: `<object data="https://l.example/o"></object><data value="/v" data="/x">seven</data>`,
	} {
		if got := absolute(in, "https://l.example/p/"); got != want {
			t.Errorf("%s became %s", in, got)
		}
	}
	if got := absolute(`<a href="/x">`, "no address"); got != `<a href="/x">` {
		t.Errorf("without a base it became %s", got)
	}
}

func FuzzIsAbsolute(f *testing.F) {
	for _, in := range []string{
		`<a href="/x">x</a>`, `<a href="https://y.example/?src=a&b=c">x</a>`, `<a href=x>`, `<a href>`, `<A HREF='mailto:x'>`, `<img src="data:,x" srcset="https://y.example/ 2x">`,
		`<p class="a">b = c</p>`, `<q cite=" https://y.example/">x</q>`, `<svg><a xlink:href="/x" data-src="/y"></a></svg>`, `<object data="/x"></object>`, `<li role="x">`, `<a href="h&#116;tp:/">`,
	} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		parsed, err := html.ParseFragment(strings.NewReader(in), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
		if err != nil {
			t.Skip()
		}
		var b strings.Builder
		for _, n := range parsed {
			if err := html.Render(&b, n); err != nil {
				t.Skip()
			}
		}
		written := b.String()
		from, _ := newBase("https://links.example/2012/11/heron/")
		if changed := from.rewritten(written); isAbsolute(written) && changed != written {
			t.Errorf("%q is said to be absolute, but would become %q", written, changed)
		}
	})
}

// The result does not depend on a base, and net/url agrees for plain paths.
func FuzzResolve(f *testing.F) {
	for _, ref := range []string{"/x", "../a/./b?c#d", "?q", "#f", "//h/p", "mailto:a", "a//b/../c", "..", "./", "a/.b/..c/..."} {
		f.Add(ref)
	}
	const at = "https://links.example/2012/11/heron/?a=1"
	plain := regexp.MustCompile(`^[a-z./]*$`)
	from, err := url.Parse(at)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		b, _ := newBase(at)
		got := b.resolve(ref)
		if !hasScheme(got) && got != ref {
			t.Errorf("%q became %q", ref, got)
		}
		if again := b.resolve(got); again != got {
			t.Errorf("%q became %q, then %q", ref, got, again)
		}
		if plain.MatchString(ref) && !strings.Contains(ref, "//") {
			if want, err := from.Parse(ref); err != nil || want.String() != got {
				t.Errorf("%q became %q, not %q", ref, got, want)
			}
		}
	})
}

// The text of finished HTML does not change, nor does the number of elements.
func FuzzAbsolute(f *testing.F) {
	f.Add(`<p>Mine <a href="/x/">x</a> &amp; <img srcset="a, b 2x"></p>`)
	f.Add("<a href=\x00 href=/b>x<!-- c --><pre>\n\r</pre>")
	f.Fuzz(func(t *testing.T, in string) {
		count := func(s string) (words string, tags int) {
			z := html.NewTokenizer(strings.NewReader(s))
			for {
				switch z.Next() {
				case html.ErrorToken:
					return words, tags
				case html.TextToken:
					words += z.Token().Data
				case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
					tags++
				}
			}
		}
		out := absolute(in, "https://links.example/heron/")
		words, tags := count(in)
		if w, n := count(out); w != words || n != tags {
			t.Fatalf("%q became %q", in, out)
		}
		if again := absolute(out, "https://links.example/heron/"); again != out {
			t.Fatalf("%q became %q, then %q", in, out, again)
		}
	})
}
