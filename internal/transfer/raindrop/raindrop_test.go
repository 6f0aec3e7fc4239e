package raindrop

import (
	"fmt"
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

const list = "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n7,A heron,\"*Mine*,\nin two lines.\",What the page says.,https://a.example/,Nature / Birds,\"one, two words\",2012-11-21T17:07:30.123Z,https://a.example/x.png,\"Highlight:It stood.\nNote:Still.\n\nHighlight:It flew\naway.\",true\n8,B,,,https://b.example/,Unsorted,,,,,false\n9,Gone,,,https://c.example/,Trash,,2012-11-21T17:07:30Z,,,false\n"

func TestAListOfBookmarks(t *testing.T) {
	items, errs := readAll(t, list)
	want := []string{
		`raindrop:7 draft 2012-11-21 https://a.example/ "A heron" [one|two words|Birds] "*Mine*,\nin two lines.\n\n> It stood.\n\nStill.\n\n> It flew\\\n> away."`,
		`raindrop:8 draft  https://b.example/ "B" [] ""`,
	}
	if diff := cmp.Diff(want, told(items)); diff != "" || len(errs) != 1 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	if it := items[0]; it.Source.Description != "What the page says." || it.Source.Image != "https://a.example/x.png" || len(it.Captured) != 2 {
		t.Errorf("%+v", it)
	}
	quotesOf(t, items[0])
}

func TestHighlightsOfOtherShapes(t *testing.T) {
	for cell, want := range map[string][]highlight{
		"": nil, "Just words.": {{text: "Just words."}}, "Note:Alone.": {{note: "Alone."}}, "Highlight: One\r\nTwo\r\nNote: a\r\nNote: b": {{"One\nTwo", "a\n\nb"}},
	} {
		if got := highlights(cell); !slices.Equal(got, want) {
			t.Errorf("%q: %+v", cell, got)
		}
	}
}

func TestDetection(t *testing.T) {
	for text, want := range map[string]bool{list: true, "title,note,excerpt,url,tags,created\n": true, "url,title,time_added\n": false, "URL,Title,Selection,Folder\n": false} {
		if Format.Detect("", []byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestFilesThatAreCut(t *testing.T) {
	for n := 0; n < len(list); n += 10 {
		if items, _ := readAll(t, list[:n]); len(items) > 3 {
			t.Fatalf("at byte %d: %d items", n, len(items))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(list)
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
