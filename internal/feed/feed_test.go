package feed

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
)

var day = time.Date(2012, 11, 21, 17, 7, 30, 0, time.FixedZone("", 3600))

func example() *Feed {
	return &Feed{
		Title: "Fish & chips", Subtitle: "Links <and> words", Lang: "en", Home: "https://links.example/", Self: "https://links.example/feed.xml", ID: "tag:links.example,2012:feed",
		Next: "https://links.example/feed.xml?before=7", Hub: "https://hub.example/", Icon: "https://links.example/icon.png", Scheme: "https://links.example/tags/",
		Style: "/assets/css/feed.css", Program: "Pullquote", Authors: []Author{{"Ada", "https://links.example/author/ada/"}},
		Words: Words{Permalink: "Permalink", Via: "via"},
		About: About{Title: "Fish & chips", Text: "This is a feed.", HowTo: "Copy this:", Back: "To the blog"},
		Items: []Item{
			{GUID: "urn:uuid:7d2c3ac4-8f4b-4c59-9f63-0b1c3a3f3a01", Title: "A <heron> & more", Name: "A <heron> & more", Permalink: "https://links.example/links/heron/", Source: "https://news.example/?a=1&b=2", Via: "https://tom.example/x", HTML: `<p>Mine <a href="/x/">x</a> <a href="https://y.example/">y</a> <img src="/media/a.png"/></p><blockquote cite="#z">It stood.</blockquote>`, Author: "Ada", Tags: []string{"birds", "C++"}, Published: day, Updated: day.Add(time.Hour)},
			{GUID: "http://old.example/?p=7", Name: "A note", Permalink: "https://links.example/7/", HTML: "<p>A note]]>\x0b\uFFFE\xed\xa0\x80</p>", Author: "Ben", Lang: "de", Published: day},
			{GUID: "seven of nine", Name: "Raw", Title: "عنوان", Permalink: "https://links.example/8/", Source: "https://日本.example/鷺?x[]=1|2", HTML: "<p>عربي</p>", Author: "Ada", Lang: "ar", Published: day},
		},
	}
}

type writing func(*Feed) []byte

var formats = map[string]writing{"RSS": RSS, "Atom": Atom, "JSON": JSON}

func written(t testing.TB, write writing, f *Feed) string {
	t.Helper()
	return string(write(f))
}

// read parses the feed with a library that feed readers commonly use.
func read(t testing.TB, write writing, f *Feed) *gofeed.Feed {
	t.Helper()
	text := written(t, write, f)
	got, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return got
}

func words(it *gofeed.Item) string {
	if it.Content != "" {
		return it.Content
	}
	return it.Description
}

func TestAReaderFindsInEachFormatWhatWasWritten(t *testing.T) {
	for name, write := range formats {
		f := example()
		got := read(t, write, f)
		if got.Title != "Fish & chips" || got.Description != "Links <and> words" || got.Link != f.Home || got.FeedLink != f.Self || got.Language != "en" {
			t.Errorf("%s says of itself %q, %q, %s, %s, %s", name, got.Title, got.Description, got.Link, got.FeedLink, got.Language)
		}
		if len(got.Authors) != 1 || got.Authors[0].Name != "Ada" {
			t.Errorf("%s is by %v", name, got.Authors)
		}
		if len(got.Items) != len(f.Items) {
			t.Fatalf("%s has %d posts", name, len(got.Items))
		}
		for i, it := range got.Items {
			want := &f.Items[i]
			if guid := it.GUID; guid != want.GUID && !(name == "Atom" && guid == atomID(want.GUID)) {
				t.Errorf("%s: the guid %s became %s", name, want.GUID, guid)
			}
			if it.Title != want.Title && !(name == "Atom" && it.Title == want.Name) {
				t.Errorf("%s: the title %q became %q", name, want.Title, it.Title)
			}
			if !it.PublishedParsed.Equal(want.Published) {
				t.Errorf("%s: published %v", name, it.PublishedParsed)
			}
			if len(it.Authors) == 0 || it.Authors[0].Name != want.Author {
				t.Errorf("%s: %s is by %v", name, want.Name, it.Authors)
			}
			if strings.Join(it.Categories, ",") != strings.Join(want.Tags, ",") {
				t.Errorf("%s: tags %v", name, it.Categories)
			}
		}
		first := words(got.Items[0])
		for _, want := range []string{`<blockquote cite="https://links.example/links/heron/#z">It stood.</blockquote>`, `href="https://links.example/x/"`, `src="https://links.example/media/a.png"`, `href="https://y.example/"`, `href="https://news.example/?a=1&amp;b=2"`, `href="https://links.example/links/heron/"`, `href="https://tom.example/x"`} {
			if !strings.Contains(first, want) {
				t.Errorf("%s: %s is not in %s", name, want, first)
			}
		}
		if note := words(got.Items[1]); note != `<div lang="de"><p>A note]]>`+"\uFFFD</p></div>" && name != "JSON" {
			t.Errorf("%s: the note became %q", name, note)
		}
		if arabic := words(got.Items[2]); !strings.HasPrefix(arabic, `<div lang="ar" dir="rtl"><p>عربي</p>`) {
			t.Errorf("%s: the Arabic post became %q", name, arabic)
		}
	}
}

func TestTheTitleLeadsWhereTheReaderWants(t *testing.T) {
	const source, permalink = "https://news.example/?a=1&b=2", "https://links.example/links/heron/"
	for name, write := range map[string]writing{"RSS": RSS, "Atom": Atom} {
		for _, toPost := range []bool{false, true} {
			f := example()
			f.Permalink = toPost
			title, other := source, permalink
			if toPost {
				title, other = permalink, source
			}
			got := read(t, write, f)
			if got.Items[0].Link != title {
				t.Errorf("%s, permalink %v: the title leads to %s", name, toPost, got.Items[0].Link)
			}
			if got.Items[1].Link != "https://links.example/7/" {
				t.Errorf("%s: a note's title leads to %s", name, got.Items[1].Link)
			}
			rels := linksOf(t, written(t, write, f), 0)
			if rels["related"] != other || rels["via"] != "https://tom.example/x" {
				t.Errorf("%s, permalink %v: its links are %v", name, toPost, rels)
			}
			if name == "Atom" && rels["alternate"] != title {
				t.Errorf("alternate is %s", rels["alternate"])
			}
			if note := linksOf(t, written(t, write, f), 1); note["related"] != "" || note["via"] != "" {
				t.Errorf("%s: a note has %v", name, note)
			}
		}
	}
}

// linksOf returns the Atom links of the post with an index, or with -1 those of the
// feed, by their relation.
func linksOf(t *testing.T, text string, number int) map[string]string {
	t.Helper()
	rels, at := map[string]string{}, -1
	tokens(t, text, func(token xml.Token) {
		if e, ok := token.(xml.StartElement); ok {
			switch e.Name.Local {
			case "item", "entry":
				at++
			case "link":
				if href := attribute(e, "href"); at == number && href != "" {
					rels[attribute(e, "rel")] = href
				}
			}
		}
	})
	return rels
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tokens parses XML in Go's strict mode, and calls f for each token.
func tokens(t testing.TB, text string, f func(xml.Token)) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		f(token)
	}
}

func TestTheFeedSaysWhereItStandsAndGoesOn(t *testing.T) {
	for name, write := range map[string]writing{"RSS": RSS, "Atom": Atom} {
		f := example()
		rels := linksOf(t, written(t, write, f), -1)
		if rels["self"] != f.Self || rels["next"] != f.Next || rels["hub"] != f.Hub {
			t.Errorf("%s has %v", name, rels)
		}
		f.Next, f.Hub = "", ""
		if rels := linksOf(t, written(t, write, f), -1); rels["next"] != "" || rels["hub"] != "" {
			t.Errorf("%s without them has %v", name, rels)
		}
	}
	var j map[string]any
	if err := json.Unmarshal([]byte(written(t, JSON, example())), &j); err != nil {
		t.Fatal(err)
	}
	if j["next_url"] != example().Next || j["icon"] != example().Icon || j["user_comment"] != "This is a feed." {
		t.Errorf("JSON has %v, %v, %v", j["next_url"], j["icon"], j["user_comment"])
	}
	if hub := j["hubs"].([]any)[0].(map[string]any); hub["type"] != "WebSub" || hub["url"] != example().Hub {
		t.Errorf("JSON has the hub %v", hub)
	}
}

func TestJSONKeepsBothAddressesWhateverTitlesLeadTo(t *testing.T) {
	for _, toPost := range []bool{false, true} {
		f := example()
		f.Permalink = toPost
		var got struct {
			Items []struct {
				URL, External_URL, Language string
				Date_Modified               string
				Via                         struct{ URL string } `json:"_via"`
				Authors                     []struct{ Name, URL string }
			}
		}
		if err := json.Unmarshal([]byte(written(t, JSON, f)), &got); err != nil {
			t.Fatal(err)
		}
		first, note := got.Items[0], got.Items[1]
		if first.URL != f.Items[0].Permalink || first.External_URL != f.Items[0].Source || first.Via.URL != f.Items[0].Via || first.Date_Modified != "2012-11-21T17:07:30Z" || first.Authors[0].URL != f.Authors[0].Address {
			t.Errorf("permalink %v: %+v", toPost, first)
		}
		if note.URL != f.Items[1].Permalink || note.External_URL != "" || note.Date_Modified != "" || note.Language != "de" {
			t.Errorf("permalink %v: the note is %+v", toPost, note)
		}
	}
}

func TestAPostIsUpdatedOnlyWhenItsAuthorSaysSo(t *testing.T) {
	f := example()
	f.Items[0].Updated = f.Items[0].Published.Add(-time.Hour)
	for name, write := range formats {
		for _, it := range read(t, write, f).Items {
			if it.UpdatedParsed != nil && !it.UpdatedParsed.Equal(*it.PublishedParsed) {
				t.Errorf("%s: %s was updated %v", name, it.GUID, it.UpdatedParsed)
			}
		}
	}
	if got := f.updated(); !got.Equal(day) {
		t.Errorf("the feed was updated %v", got)
	}
	f.Updated = day.AddDate(1, 0, 0)
	if got := f.updated(); !got.Equal(f.Updated) {
		t.Errorf("the feed says %v", got)
	}
}

func TestAFeedOfNothingIsAFeed(t *testing.T) {
	for name, write := range formats {
		got := read(t, write, &Feed{Title: "Empty", Home: "https://links.example/", Self: "https://links.example/feed"})
		if got.Title != "Empty" || len(got.Items) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := (&Feed{}).updated(); got.Year() != 2000 {
		t.Errorf("updated %v", got)
	}
}

func FuzzEveryPostIsReadBack(f *testing.F) {
	f.Add("A ]]> & <b>", `<a href="x&y">`, "urn:x", "https://a.example/\x00")
	f.Add("\xed\xa0\x80\ufffe\x01", "<p>\x85<script>x</p></b><b a=1 a=2 onclick=x 1=2 \"=3><pre>\r\n</textarea>", "7", "//\xff")
	f.Add("]]", ">", "]]>", "javascript:x")
	f.Add("0", " ", "0", "0")
	f.Fuzz(func(t *testing.T, title, html, guid, address string) {
		feed := example()
		it := &feed.Items[0]
		it.Title, it.Name, it.HTML, it.GUID, it.Source, it.Via, it.Tags, it.Lang, it.Author = title, title, html, guid, address, address, []string{title}, address, title
		for name, write := range formats {
			text := written(t, write, feed)
			if !utf8.ValidString(text) {
				t.Fatalf("%s is no UTF-8", name)
			}
			if name == "JSON" {
				if !json.Valid([]byte(text)) {
					t.Fatalf("no JSON: %s", text)
				}
				continue
			}
			found := false
			tokens(t, text, func(token xml.Token) {
				if c, ok := token.(xml.CharData); ok && strings.Contains(string(c), "It stood") {
					t.Fatal("the old words are there")
				}
				e, ok := token.(xml.StartElement)
				found = found || ok && e.Name.Local == "guid" || ok && e.Name.Local == "id"
				if ok && (e.Name.Local == "script" || e.Name.Local == "iframe") {
					t.Fatalf("%s lets %s stand", name, e.Name.Local)
				}
			})
			got := read(t, write, feed)
			want := clean(feed.content(it, it.words()))
			if given := words(got.Items[0]); !found || len(got.Items) != 3 || name == "Atom" && strings.TrimSpace(lineEnds.Replace(given)) != strings.TrimSpace(lineEnds.Replace(want)) {
				t.Fatalf("%s: %d posts, and %q became %q", name, len(got.Items), want, given)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	f := example()
	it := f.Items[0]
	it.HTML = strings.Repeat("<p>"+strings.Repeat("Words of a post, as long as most are. ", 12)+`<a href="https://y.example/">y</a> &amp; so on.</p>`, 4)
	f.Items = nil
	for range 30 {
		f.Items = append(f.Items, it)
	}
	plain := *f
	plain.Style = ""
	for name, write := range formats {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				write(&plain)
			}
		})
		b.Run(name+"-with-page", func(b *testing.B) {
			for b.Loop() {
				write(f)
			}
		})
	}
	b.Run("RSS-without-html", func(b *testing.B) {
		bare := *f
		bare.Style, bare.Items = "", append([]Item(nil), f.Items...)
		for i := range bare.Items {
			bare.Items[i].HTML = strings.Repeat("Words of a post, as long as most are. ", 48)
		}
		for b.Loop() {
			RSS(&bare)
		}
	})
}
