package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func example() *Feed {
	day := time.Date(2012, 11, 21, 17, 7, 30, 0, time.UTC)
	return &Feed{
		Title: "Fish & chips", Subtitle: "Links", Lang: "en", Home: "https://links.example/", Self: "https://links.example/feed.xml", Program: "Pullquote",
		Items: []Item{
			{GUID: "urn:uuid:1", Title: "A <heron> & more", Name: "A <heron> & more", Permalink: "https://links.example/links/heron/", Source: "https://news.example/?a=1&b=2", Via: "https://tom.example/", HTML: `<p>Mine <a href="/x/">x</a> <a href="https://y.example/">y</a> <img src="/media/a.png"/></p><blockquote cite="#z">It stood.</blockquote>`, Author: "Ada", Tags: []string{"birds", "C++"}, Published: day, Updated: day.Add(time.Hour)},
			{GUID: "http://old.example/?p=7", Name: "A note", Permalink: "https://links.example/7/", HTML: "<p>A note]]>\x0b\uFFFE</p>", Author: "Ada", Lang: "de", Published: day},
		},
	}
}

func TestEachFeedHoldsBothAddressesAndAllWords(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer, *Feed) error{
		"RSS": func(b *bytes.Buffer, f *Feed) error { return RSS(b, f) }, "Atom": func(b *bytes.Buffer, f *Feed) error { return Atom(b, f) }, "JSON": func(b *bytes.Buffer, f *Feed) error { return JSON(b, f) },
	} {
		for _, permalink := range []bool{false, true} {
			f := example()
			f.Permalink = permalink
			var out bytes.Buffer
			if err := write(&out, f); err != nil {
				t.Fatal(err)
			}
			text := out.String()
			if name == "JSON" {
				if !json.Valid(out.Bytes()) {
					t.Errorf("no JSON: %s", text)
				}
			} else {
				if err := xml.Unmarshal(out.Bytes(), new(any)); err != nil && err.Error() != "unknown type interface {}" {
					t.Errorf("%s is no XML: %v", name, err)
				}
				text = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&#34;", `"`, `\"`, `"`).Replace(text)
			}
			text = strings.ReplaceAll(text, `\"`, `"`)
			for _, want := range []string{"https://links.example/links/heron/", "https://news.example/?a=1&", "urn:uuid:1", "http://old.example/?p=7", "It stood.", `href="https://links.example/x/"`, `src="https://links.example/media/a.png"`, "A <heron> & more", "birds"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, permalink %v: %q is not in %s", name, permalink, want, text)
				}
			}
			if !utf8.ValidString(text) || strings.Contains(text, "\x0b") && name != "JSON" {
				t.Errorf("%s holds what XML can't", name)
			}
		}
	}
}

func TestTheTitleLeadsWhereTheReaderWants(t *testing.T) {
	f := example()
	if got := f.link(&f.Items[0]); got != "https://news.example/?a=1&b=2" {
		t.Errorf("to %s", got)
	}
	f.Permalink = true
	if got := f.link(&f.Items[0]); got != "https://links.example/links/heron/" {
		t.Errorf("to %s", got)
	}
	if got := f.link(&f.Items[1]); got != "https://links.example/7/" {
		t.Errorf("a note leads to %s", got)
	}
}

func FuzzXML(f *testing.F) {
	f.Add("A ]]> & <b>", `<a href="x&y">`)
	f.Fuzz(func(t *testing.T, title, html string) {
		feed := example()
		feed.Items[0].Title, feed.Items[0].Name, feed.Items[0].HTML = title, title, html
		for _, write := range []func(*bytes.Buffer) error{func(b *bytes.Buffer) error { return RSS(b, feed) }, func(b *bytes.Buffer) error { return Atom(b, feed) }} {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			d := xml.NewDecoder(&out)
			for {
				if _, err := d.Token(); err != nil {
					if err.Error() != "EOF" {
						t.Fatalf("%v", err)
					}
					break
				}
			}
		}
	})
}
