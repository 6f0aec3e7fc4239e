package raindrop

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "export"}, text)
}

const list = "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n7,A heron,\"*Mine*,\nin two lines.\",What the page says.,https://a.example/,Nature / Birds,\"one, two words\",2012-11-21T17:07:30.123Z,https://a.example/x.png,\"Highlight:It stood.\nNote:Still.\n\nHighlight:It flew\naway.\",true\n8,B,,,https://b.example/,Unsorted,,,,,false\n9,Gone,,,https://c.example/,Trash,,2012-11-21T17:07:30Z,,,false\n"

func TestNoWordIsTakenForATag(t *testing.T) {
	items, _ := readAll("id,title,note,excerpt,url\n7,A,A List<String> in the <title>,,https://a.example/\n")
	if r, _ := markup.Render(items[0].Body, items[0].Format); r.Own != "A List<String> in the <title>" {
		t.Errorf("%q shows %q", items[0].Body, r.Own)
	}
}

func TestAListOfBookmarks(t *testing.T) {
	items, errs := readAll(list)
	want := []string{
		`raindrop:7 draft 2012-11-21 https://a.example/ "A heron" [one|two words|Birds] "*Mine*,\nin two lines.\n\n> It stood.\n\nStill.\n\n> It flew\\\n> away."`,
		`raindrop:8 draft  https://b.example/ "B" [] ""`,
	}
	if diff := cmp.Diff(want, recordtest.KeyedLines(items)); diff != "" || len(errs) != 1 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	if it := items[0]; it.Source.Description != "What the page says." || it.Source.Image != "https://a.example/x.png" || len(it.Captured) != 2 {
		t.Errorf("%+v", it)
	}
	recordtest.CheckCaptured(t, items[0])
}

func TestHighlightsOfOtherShapes(t *testing.T) {
	for cell, want := range map[string][]highlight{
		"": nil, "Just words.": {{text: "Just words."}}, "Note:Alone.": {{note: "Alone."}},
		"Highlight: One\r\nTwo\r\nNote: a\r\nNote: b":       {{"One\nTwo", "a\n\nb"}},
		"Highlight:One\nNote: of the page's own\nNote:Mine": {{"One\nNote: of the page's own", "Mine"}},
		"Highlight:\nHighlight:Two\nColor: red":             {{text: "Two\nColor: red"}},
	} {
		if got := highlights(cell); !slices.Equal(got, want) {
			t.Errorf("%q: %+v", cell, got)
		}
	}
}

func TestPassagesStayQuotesWhateverTheNoteLeavesOpen(t *testing.T) {
	for _, note := range []string{"Plain.", "```\ncode", "<!-- a comment", "<pre>", "> Quoted by me.", "- a\n  - b", "<div>", "[It]: https://x.example/"} {
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.WriteAll([][]string{{"url", "note", "excerpt", "highlights"}, {"https://a.example/", note, "", "Highlight:It *stood*.\n\n# Still\nNote:```\nHighlight:1. [It] flew_off_\n\nHighlight:<b>&amp;\\"}})
		items, errs := readAll(text.String())
		if len(items) != 1 || len(errs) != 0 || len(items[0].Captured) != 3 {
			t.Fatalf("%q: %v, %+v", note, errs, items)
		}
		recordtest.CheckCaptured(t, items[0])
		if !strings.Contains(items[0].Body, note) {
			t.Errorf("%q is not in %q", note, items[0].Body)
		}
	}
}

func TestFoldersAndTags(t *testing.T) {
	for _, tt := range []struct{ list, folder, want string }{
		{"a, b c,A", "Unsorted", "a|b c"},
		{"", "Birds", "Birds"},
		{"", "Nature/Birds", "Birds"},
		{"", "Nature / TCP/IP", "TCP/IP"},
		{"x", "Art, music", "x|Art music"},
		{"", "Old / Unsorted", "Unsorted"},
		{"", "", ""},
	} {
		if got := strings.Join(tags(tt.list, tt.folder), "|"); got != tt.want {
			t.Errorf("%q in %q: %s", tt.list, tt.folder, got)
		}
	}
}

func TestFilesOfOtherYears(t *testing.T) {
	items, errs := readAll("Title;Description;URL;Tags;Created;Cover;Highlights\r\nA;What it says;https://a.example/;x;1353517650;;\r\n;;;;;;\r\nB;;nowhere;;;;Highlight:Words\r\n;;;;soon;;\r\n")
	want := []string{`raindrop:https://a.example/ draft 2012-11-21 https://a.example/ "A" [x] ""`, `raindrop:nowhereB draft   "B" [] "> Words"`}
	if diff := cmp.Diff(want, recordtest.KeyedLines(items)); diff != "" || len(errs) != 1 {
		t.Fatalf("%v (-want +got):\n%s", errs, diff)
	}
	if it := items[0]; it.Source.Description != "What it says" || !strings.Contains(strings.Join(it.Notes, " "), "description") {
		t.Errorf("%+v", it)
	}
}

func TestDetection(t *testing.T) {
	for text, want := range map[string]bool{
		list: true, "title,note,excerpt,url,tags,created\n": true, "url,folder,title,note,tags,created\n": true, "title,description,url,folder,tags,created,cover,highlights\n": true, "folder,url,title,description,tags,created\n": true,
		"url,title,time_added\n": false, "URL,Title,Selection,Folder\n": false, "title,url,tags,description,comments,annotations,created_at\n": false, "": false,
	} {
		if Format.Detect("", []byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestBadRowsStopNothing(t *testing.T) {
	items, errs := readAll("title,note,excerpt,url\nA,,,https://a.example/\nB,\"open,,https://b.example/\nC,\"c, d\",,https://c.example/\nD,,,https://d.example/\n")
	if len(items) != 3 || len(errs) != 1 || items[1].Body != "c, d" {
		t.Errorf("%v %q", errs, recordtest.KeyedLines(items))
	}
}

func TestFilesThatAreCut(t *testing.T) {
	items, _ := readAll(list)
	whole := recordtest.KeyedLines(items)
	for n := 0; n < len(list); n += 10 {
		items, errs := readAll(list[:n])
		got := recordtest.KeyedLines(items)
		if len(got) > len(whole) || len(got) > 0 && cmp.Diff(whole[:len(got)], got) != "" {
			t.Errorf("at byte %d: %q", n, got)
		}
		if n > 100 && list[n-1] != '\n' && len(errs) == 0 && len(got) < len(whole) {
			t.Errorf("at byte %d nothing is said", n)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(list)
	f.Fuzz(func(t *testing.T, text string) {
		Format.Detect("", []byte(text[:min(len(text), record.HeadSize)]))
		items, _ := readAll(text)
		for _, it := range items {
			recordtest.CheckSound(t, it)
			if it.Status != blog.Draft {
				t.Errorf("public: %+v", it)
			}
		}
	})
}
