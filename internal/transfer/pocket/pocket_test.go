package pocket

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "export"}, text)
}

const list = "title,url,time_added,tags,status\nA heron,https://a.example/,1353517650,birds|small towns,unread\nhttps://b.example/,https://b.example/,1353604050,,archive\n\"Fish, \"\"fresh\"\"\",https://c.example/,0,,unread\nNothing,javascript:x,1353517650,,unread\n"

const passages = `[{"url":"https://a.example/","title":"A heron","highlights":[{"quote":"It *stood*.\n\nStill.","created_at":1353517700},{"quote":"First.","created_at":1353517660}]},
{"url":"https://d.example/","title":"D","highlights":[{"quote":"Alone.","created_at":"1353517660"}]}, {"url": 7}]`

func TestAListOfWhatWasSaved(t *testing.T) {
	items, errs := readAll(list)
	want := []string{
		`pocket:https://a.example/ draft 2012-11-21 https://a.example/ "A heron" [birds|small towns] ""`,
		`pocket:https://b.example/ draft 2012-11-22 https://b.example/ "" [] ""`,
		`pocket:https://c.example/ draft  https://c.example/ "Fish, \"fresh\"" [] ""`,
		`pocket:javascript:xNothing draft 2012-11-21  "Nothing" [] ""`,
	}
	if diff := cmp.Diff(want, recordtest.KeyedLines(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
}

func TestWhetherItWasReadIsTold(t *testing.T) {
	page := "<html><body><h1>Unread</h1><ul><li><a href=\"https://a.example/\" time_added=\"1353517650\">A</a></li></ul>\n<h1>Read Archive</h1><ul><li><a href=\"https://b.example/\" time_added=\"1353517650\">Unread</a></li></ul></body></html>"
	for name, text := range map[string]string{"the list": list, "the page": page} {
		items, _ := readAll(text)
		for i, want := range []string{"marked as unread", "in Pocket's archive"} {
			if i >= len(items) || !strings.Contains(strings.Join(items[i].Notes, " "), want) {
				t.Errorf("%s: item %d does not say %q", name, i, want)
			}
		}
	}
}

// beside returns siblings with these texts.
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
	for it, err := range Format.Read(record.File{Name: "part_000000.csv", Siblings: beside("x", passages)}, strings.NewReader(list)) {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, it)
	}
	if items[0].Body != "> First.\n\n> It \\*stood\\*.\n>\n> Still." || len(items[0].Captured) != 2 {
		t.Errorf("%q, %v", items[0].Body, items[0].Captured)
	}
	recordtest.CheckCaptured(t, items[0])
	var lines []string
	for it, err := range Format.Read(record.File{Name: "annotations.json", Siblings: beside(list)}, strings.NewReader(passages)) {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, recordtest.KeyedLines([]record.Item{it})...)
	}
	want := []string{
		"annotations.json, item 1: Its passages came in with the page itself, from the list beside.",
		`pocket:https://d.example/ draft  https://d.example/ "D" [] "> Alone."`,
	}
	if len(lines) != 3 || cmp.Diff(want, lines[:2]) != "" || !strings.Contains(lines[2], "not valid JSON, or not one of Pocket's") {
		t.Errorf("%q", lines)
	}
}

func TestPassagesOfOneFolderAreNotLostOrTakenTwice(t *testing.T) {
	parts := []string{"title,url,time_added,tags,status\nA,https://a.example,1353517650,,unread\n", "URL,TITLE,TIME_ADDED\nhttps://a.example/,A,1353517650\n"}
	marks := []string{`[{"url":"https://a.example/","title":"[1] A","highlights":[{"quote":"Two.","created_at":"2024-01-02T00:00:00Z"},{"quote":"None."},{"quote":" "}]}]`, `[{"url":"https://a.example/","highlights":[{"quote":"Three.","created_at":1704240000}]}]`}
	for i, part := range parts {
		items, errs := readBeside(part, parts[1-i], marks[0], marks[1], "{}", "")
		if len(items) != 1 || len(errs) != 0 || len(items[0].Captured) != 3 && i == 1 {
			t.Fatalf("%v %q", errs, recordtest.KeyedLines(items))
		}
	}
	for i, text := range marks {
		if items, errs := readBeside(text, parts[1], marks[1-i]); len(items) != 0 || len(errs) != 1 {
			t.Errorf("beside the list: %q, %v", recordtest.KeyedLines(items), errs)
		}
		if items, errs := readBeside(text); len(items) != 1 || len(errs) != 0 {
			t.Errorf("alone: %q, %v", recordtest.KeyedLines(items), errs)
		}
	}
}

func readBeside(text string, others ...string) (items []record.Item, errs []error) {
	for it, err := range Format.Read(record.File{Name: "export", Siblings: beside(others...)}, strings.NewReader(text)) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, it)
	}
	return items, errs
}

func TestTitlesThatAreNone(t *testing.T) {
	for _, tt := range []struct{ title, url, want string }{
		{"https://a.example/one/two", "https://a.example/one/two", ""},
		{"https://a.example/one", "https://a.example/one/two", ""},
		{"https://b.example/", "https://a.example/", "https://b.example/"},
		{"h", "https://a.example/", "h"},
		{" A\n\n heron ", "https://a.example/", "A heron"},
	} {
		if got := (link{title: tt.title, url: tt.url}).titleIfKnown(); got != tt.want {
			t.Errorf("%q of %s: %q", tt.title, tt.url, got)
		}
	}
}

const olderPage = "<!DOCTYPE html>\n<html>\n\t<!--So long-->\n\t<head>\n\t\t<title>Pocket Export</title>\n\t</head>\n\t<body>\n\t\t<h1>Unread</h1>\n\t\t<ul>\n\t\t\t<li><a href=\"https://a.example/?x=1&y=2\" time_added=\"1353517650\" tags=\"a,b c\">A &amp; <title>B</a></li>\n<li><a href=\"https://c.example/\" time_added=\"1353517650\" tags=\"\">Not closed\n<li><a href=\"https://d.example/\">D</a></li>\n\t\t</ul>\n\t\t<h1>Read Archive</h1>\n\t\t<ul>\n<li><a href=\"https://b.example/\" time_added=\"1353517650\" tags=\"\">https://b.example/</a></li>\n</ul>\n</body>\n</html>\n"

func TestTheOlderPage(t *testing.T) {
	items, errs := readAll(olderPage)
	want := []string{
		`pocket:https://a.example/?x=1&y=2 draft 2012-11-21 https://a.example/?x=1&y=2 "A & B" [a|b c] ""`,
		`pocket:https://c.example/ draft 2012-11-21 https://c.example/ "Not closed" [] ""`,
		`pocket:https://d.example/ draft  https://d.example/ "D" [] ""`,
		`pocket:https://b.example/ draft 2012-11-21 https://b.example/ "" [] ""`,
	}
	if diff := cmp.Diff(want, recordtest.KeyedLines(items)); diff != "" || len(errs) != 0 {
		t.Errorf("%v (-want +got):\n%s", errs, diff)
	}
	if raw := string(items[0].Raw); raw != `<a href="https://a.example/?x=1&y=2" time_added="1353517650" tags="a,b c">A &amp; <title>B</a>` {
		t.Errorf("as it stood: %s", raw)
	}
}

func TestALinkThatNeverEnds(t *testing.T) {
	text := "<title>Pocket Export</title><ul><li><a href=\"https://a.example/\">" + strings.Repeat("<b>"+strings.Repeat("word ", 1000)+"</b>", record.MaxElement/4000) + "</ul><a href=\"https://b.example/\">B</a>"
	items, errs := readAll(text)
	if len(items) != 1 || items[0].URL != "https://b.example/" || len(errs) != 1 {
		t.Errorf("%v, %d items", errs, len(items))
	}
}

func TestDetection(t *testing.T) {
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(passages)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		list: true, passages: true, wide: true, olderPage: true, "Title;URL;Cursor;Time_Added\n": true,
		`[{"title":"[1] {x}","url":"https://a.example/","highlights":[{"quote":"` + strings.Repeat("word ", 2000): true,
		"<title>Pocket Export</title>": true, "URL,Title,Selection,Folder\n": false, "title,url\n": false,
		`[{"href":"x"}]`: false, `[{"url":"x","title":"y"}]`: false, `{"url":"x","highlights":[]}`: false, "[1]": false, "[": false, "": false,
	} {
		if Format.Detect("", []byte(text[:min(len(text), record.HeadSize)])) != want {
			t.Errorf("%.80q: want %v", text, want)
		}
	}
}

func TestFilesThatAreCut(t *testing.T) {
	for _, text := range []string{list, passages, olderPage} {
		items, _ := readAll(text)
		whole := recordtest.KeyedLines(items)
		for n := 0; n < len(text); n += 10 {
			items, errs := readAll(text[:n])
			got := recordtest.KeyedLines(items)
			if len(got) > len(whole) || len(got) > 0 && cmp.Diff(whole[:len(got)], got) != "" {
				t.Errorf("at byte %d: %q", n, got)
			}
			// Truncation can't be detected if a record lacks only its end.
			if n > len(text)/2 && text[n-1] != '\n' && text != list && len(got) < len(whole) && len(errs) == 0 {
				t.Errorf("at byte %d nothing is said", n)
			}
		}
	}
}

func TestReadingThatFailsIsTheLastError(t *testing.T) {
	broken := errors.New("broken")
	for _, text := range []string{"", list, passages, olderPage} {
		r := io.MultiReader(strings.NewReader(text[:len(text)*2/3]), iotest.ErrReader(broken))
		var last error
		for _, err := range Format.Read(record.File{Name: "export"}, r) {
			last = err
		}
		if _, row := errors.AsType[*record.RowError](last); row || !errors.Is(last, broken) {
			t.Errorf("of %.20q: %v", text, last)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(list)
	f.Add(passages)
	f.Add(olderPage)
	f.Add("<title>Pocket Export</title><a href=x time_added=1>y</a>")
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
