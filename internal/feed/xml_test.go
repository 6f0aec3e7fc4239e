package feed

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhatXMLCanNotHoldIsLeftOut(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                        "plain",
		"line\nand\ttab":               "line\nand\ttab",
		"a\x00b\x0bc\x1fd\x7f":         "abcd",
		"a\u0085b\u0092":               "ab",
		"\ufffe\uffff\ufdd0\U0001ffff": "",
		"half \xed\xa0\x80 pair":       "half \ufffd pair",
		"caf\xe9":                      "caf\ufffd",
		"\xff\xfe|\xff":                "\ufffd|\ufffd",
		"said \ufffd so":               "said \ufffd so",
		"鷺 🪶 👩‍👩‍👧":                    "鷺 🪶 👩‍👩‍👧",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a]]>b<c>&amp;\r\n\"'\t")
	f.Add("\xed\xa0\x80\ufffe")
	f.Fuzz(func(t *testing.T, s string) {
		var w xmlWriter
		w.open("r")
		w.text("t", s+".")
		w.markup("m", s)
		w.void("v", "a", s+".")
		w.close("r")
		if !utf8.Valid(w.b) {
			t.Fatalf("%q", w.b)
		}
		var got struct {
			T string `xml:"t"`
			M string `xml:"m"`
			V struct {
				A string `xml:"a,attr"`
			} `xml:"v"`
		}
		if err := xml.Unmarshal(w.b, &got); err != nil {
			t.Fatalf("%v in %s", err, w.b)
		}
		want := clean(s)
		if got.T != want+"." || got.V.A != want+"." || got.M != lineEnds.Replace(want) {
			t.Fatalf("%q became %+v", s, got)
		}
	})
}

func TestXHTMLIsWellFormedWhateverComesIn(t *testing.T) {
	for in, want := range map[string]string{
		`<p>a &amp; b<br/>c</p>`: `<p>a &#x26; b<br/>c</p>`,
		`<p>a<br>c`:              `<p>a<br/>c</p>`,
		`<b><i>x</b>y</i>`:       `<b><i>x</i></b>y`,
		`</p>x`:                  `x`,
		`<a href="https://a.example/?a&amp;b">x</a>`:            `<a href="https://a.example/?a&#x26;b">x</a>`,
		`<p id="a" lang="de" open="" 1="x" a="1" a="2">x</p>`:   `<p lang="de" a="1">x</p>`,
		`<script>alert(1)</script>x<svg><svg></svg>y</svg>z`:    `xz`,
		`<a href=" java` + "\n" + `script:x" onclick="y">x</a>`: `<a>x</a>`,
		`<!-- c --><!doctype html>x<p></p>`:                     `x<p></p>`,
	} {
		var w xmlWriter
		w.xhtml(in)
		if string(w.b) != want {
			t.Errorf("%s became %s", in, w.b)
		}
	}
}

func TestABrowserFindsAPageAndAReaderDoesNot(t *testing.T) {
	for name, write := range map[string]writing{"RSS": RSS, "Atom": Atom} {
		f := example()
		text := written(t, write, f)
		if !strings.Contains(text, `<?xml-stylesheet type="text/css" href="/assets/css/feed.css"?>`) {
			t.Errorf("%s names no style sheet", name)
		}
		var headings, links []string
		inside := false
		tokens(t, text, func(token xml.Token) {
			switch e := token.(type) {
			case xml.StartElement:
				if inside = e.Name.Space == xhtmlSpace && (e.Name.Local == "h1" || e.Name.Local == "a" || e.Name.Local == "p"); e.Name.Local == "a" && e.Name.Space == xhtmlSpace {
					links = append(links, attribute(e, "href"))
				}
			case xml.CharData:
				if inside {
					headings = append(headings, string(e))
				}
			}
		})
		all, to := strings.Join(headings, "|"), strings.Join(links, " ")
		for _, want := range []string{"Fish & chips", "This is a feed.", "Copy this:", f.Self, "To the blog", "A <heron> & more", "2012-11-21"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
		for _, want := range []string{f.Home, f.Items[0].Source, f.Items[0].Permalink, f.Items[0].Via, f.Items[1].Permalink} {
			if !strings.Contains(to, want) {
				t.Errorf("%s: the page leads not to %s", name, want)
			}
		}
		for _, it := range read(t, write, f).Items {
			if strings.Contains(words(it), "pq-") {
				t.Errorf("%s: a reader finds %s", name, words(it))
			}
		}
		f.About.Title = ""
		if text := written(t, write, f); strings.Contains(text, xhtmlSpace) || strings.Contains(text, "stylesheet") {
			t.Errorf("%s has a page without words for it", name)
		}
	}
}

func TestTheDayIsInTheCallersWords(t *testing.T) {
	f := example()
	f.Items[1].Day = "21. November 2012"
	if text := written(t, RSS, f); !strings.Contains(text, `<a href="https://links.example/7/">21. November 2012</a>`) {
		t.Errorf("not in %s", text)
	}
}
