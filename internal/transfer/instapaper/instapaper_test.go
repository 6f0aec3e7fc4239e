package instapaper

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

const list = "URL,Title,Selection,Folder,Timestamp,Tags\nhttps://a.example/,A heron,\"It *stood*.\n\nStill.\",Birds,1353517650,\"[\"\"coding\"\", \"\"two words\"\"]\"\nhttps://b.example/,https://b.example/,,Unread,1353604050,[]\ninstapaper-private://email/1/,A letter,Words.,Archive,,\n"

func TestAListOfWhatWasSaved(t *testing.T) {
	items, errs := readAll(t, list)
	want := []string{
		`instapaper:https://a.example/ draft 2012-11-21 https://a.example/ "A heron" [coding|two words|Birds] "> It \\*stood\\*.\n>\n> Still."`,
		`instapaper:https://b.example/ draft 2012-11-22 https://b.example/ "" [] ""`,
		`instapaper:instapaper-private://email/1/A letter draft   "A letter" [] "> Words."`,
	}
	if diff := cmp.Diff(want, told(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	for _, it := range items {
		quotesOf(t, it)
	}
}

func TestFilesWithoutDatesOrTags(t *testing.T) {
	items, _ := readAll(t, "URL,Title,Selection,Folder\nhttps://a.example/,A,,Starred\n")
	if len(items) != 1 || !items[0].Published.IsZero() || !strings.Contains(strings.Join(items[0].Notes, " "), "no date") {
		t.Errorf("%+v", items)
	}
}

func TestTheOlderPage(t *testing.T) {
	items, errs := readAll(t, "<html><head><title>Instapaper: Export</title></head><body><h1>Unread</h1><ol><li><a href=\"https://a.example/\">A &amp; B</a></li></ol><h1>Birds</h1><ol><li><a href=\"https://b.example/\">B</a></li></ol></body></html>")
	want := []string{`instapaper:https://a.example/ draft  https://a.example/ "A & B" [] ""`, `instapaper:https://b.example/ draft  https://b.example/ "B" [Birds] ""`}
	if diff := cmp.Diff(want, told(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
}

func TestDetection(t *testing.T) {
	for text, want := range map[string]bool{list: true, "url,title,time_added\n": false, "<title>Instapaper: Export</title>": true, "": false} {
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
	f.Add("<title>Instapaper</title><h1>x</h1><a href=y>z</a>")
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
