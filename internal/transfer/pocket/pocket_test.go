package pocket

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

func readAll(t testing.TB, text string) (items []record.Item, errs []error) {
	t.Helper()
	for it, err := range Format.Read(record.File{Name: "export"}, strings.NewReader(text)) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, it)
	}
	return items, errs
}

// told gives items as lines: key, status, date, address, title, tags, words.
func told(items []record.Item) (lines []string) {
	for _, it := range items {
		date := ""
		if !it.Published.IsZero() {
			date = it.Published.Format(time.DateOnly)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s %q [%s] %q", it.Key, it.Status, date, it.URL, it.Title, strings.Join(it.Tags, "|"), it.Body))
	}
	return lines
}

// quotesOf checks that passages that were captured are the quotes of the words.
func quotesOf(t testing.TB, it record.Item) {
	t.Helper()
	_, quotes := markup.Render(it.Body, it.Format)
	for _, c := range it.Captured {
		if !slices.ContainsFunc(quotes, func(q blog.Quote) bool {
			return strings.Join(strings.Fields(q.Text), " ") == strings.Join(strings.Fields(c.Text), " ")
		}) {
			t.Errorf("the passage %q is none of the quotes of %q", c.Text, it.Body)
		}
	}
}

const list = "title,url,time_added,tags,status\nA heron,https://a.example/,1353517650,birds|small towns,unread\nhttps://b.example/,https://b.example/,1353604050,,archive\n\"Fish, \"\"fresh\"\"\",https://c.example/,0,,unread\nNothing,javascript:x,1353517650,,unread\n"

const passages = `[{"url":"https://a.example/","title":"A heron","highlights":[{"quote":"It *stood*.\n\nStill.","created_at":1353517700},{"quote":"First.","created_at":1353517660}]},
{"url":"https://d.example/","title":"D","highlights":[{"quote":"Alone.","created_at":"1353517660"}]}, {"url": 7}]`

func TestAListOfWhatWasSaved(t *testing.T) {
	items, errs := readAll(t, list)
	want := []string{
		`pocket:https://a.example/ draft 2012-11-21 https://a.example/ "A heron" [birds|small towns] ""`,
		`pocket:https://b.example/ draft 2012-11-22 https://b.example/ "" [] ""`,
		`pocket:https://c.example/ draft  https://c.example/ "Fish, \"fresh\"" [] ""`,
		`pocket:javascript:xNothing draft 2012-11-21  "Nothing" [] ""`,
	}
	if diff := cmp.Diff(want, told(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
}

// beside makes siblings of texts.
func beside(texts ...string) func() []record.Sibling {
	return func() (out []record.Sibling) {
		for _, text := range texts {
			out = append(out, record.Sibling{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
		}
		return out
	}
}

func TestPassagesComeInWithTheirPage(t *testing.T) {
	var items []record.Item
	for it, err := range Format.Read(record.File{Name: "part_000000.csv", Beside: beside("x", passages)}, strings.NewReader(list)) {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, it)
	}
	if items[0].Body != "> First\\.\n\n> It \\*stood\\*\\.\n>\n> Still\\." && items[0].Body != "> First.\n\n> It \\*stood\\*.\n>\n> Still." || len(items[0].Captured) != 2 {
		t.Errorf("%q, %v", items[0].Body, items[0].Captured)
	}
	quotesOf(t, items[0])
	var lines []string
	for it, err := range Format.Read(record.File{Name: "annotations.json", Beside: beside(list)}, strings.NewReader(passages)) {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, told([]record.Item{it})...)
	}
	want := []string{
		"annotations.json, item 1: Its passages came in with the page itself, from the list beside.",
		`pocket:https://d.example/ draft  https://d.example/ "D" [] "> Alone."`,
	}
	if len(lines) != 3 || cmp.Diff(want, lines[:2]) != "" || !strings.Contains(lines[2], "not valid JSON, or not one of Pocket's") {
		t.Errorf("%q", lines)
	}
}

func TestTheOlderPage(t *testing.T) {
	text := "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul><li><a href=\"https://a.example/?x=1&y=2\" time_added=\"1353517650\" tags=\"a,b c\">A &amp; <title>B</a></li></ul><h1>Read Archive</h1><ul><li><a href=\"https://b.example/\" time_added=\"1353517650\" tags=\"\">https://b.example/</a></li></ul></body></html>"
	items, errs := readAll(t, text)
	want := []string{`pocket:https://a.example/?x=1&y=2 draft 2012-11-21 https://a.example/?x=1&y=2 "A & B" [a|b c] ""`, `pocket:https://b.example/ draft 2012-11-21 https://b.example/ "" [] ""`}
	if diff := cmp.Diff(want, told(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
}

func TestDetection(t *testing.T) {
	for text, want := range map[string]bool{
		list: true, passages: true, "<title>Pocket Export</title>": true, "URL,Title,Selection,Folder\n": false, "title,url\n": false, `[{"href":"x"}]`: false, "": false,
	} {
		if Format.Detect("", []byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestFilesThatAreCut(t *testing.T) {
	for _, text := range []string{list, passages} {
		for n := 0; n < len(text); n += 10 {
			items, _ := readAll(t, text[:n])
			if len(items) > 4 {
				t.Fatalf("at byte %d: %d items", n, len(items))
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(list)
	f.Add(passages)
	f.Add("<title>Pocket Export</title><a href=x time_added=1>y</a>")
	f.Fuzz(func(t *testing.T, text string) {
		Format.Detect("", []byte(text[:min(len(text), record.HeadSize)]))
		items, _ := readAll(t, text)
		for _, it := range items {
			if it.Key == "" || it.Origin == "" || it.Status != blog.Draft || it.Format == "" || it.URL != "" && blog.CheckURL("url", it.URL) != nil || !utf8.ValidString(it.Body) {
				t.Errorf("%+v", it)
			}
		}
	})
}
