package linkding

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// fileDate is the modification date of the files in these tests.
var fileDate = time.Date(2020, 5, 4, 3, 2, 1, 0, time.UTC)

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "marks", Modified: fileDate}, text)
}

// readOne reads a list of one bookmark with these fields and an address.
func readOne(t *testing.T, fields string) record.Item {
	t.Helper()
	text := `[{"url":"https://example.org/a",` + fields + `}]`
	items, errs := readAll(text)
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%s\ngave %d items and %v", text, len(items), errs)
	}
	return items[0]
}

// heron is a bookmark as returned by the API.
const heron = `{"id":17,"url":"https://example.org/heron","title":"Herons & <cranes>","description":"1. It *stood* there.\nHm.","notes":"> Quoted\n\nOwn *words*.","web_archive_snapshot_url":"https://web.archive.org/web/20121121/https://example.org/heron","favicon_url":"https://marks.example.org/static/f.png","preview_image_url":"https://marks.example.org/static/p.png","is_archived":true,"unread":false,"shared":true,"tag_names":["birds","C++"],"date_added":"2012-11-21T15:54:10.123456Z","date_modified":"2012-11-22T01:02:03.5Z","website_title":"Herons – Example","website_description":"All about herons."}`

func TestABookmarkIsReadFieldByField(t *testing.T) {
	items, errs := readAll(`{"count":1,"next":null,"previous":null,"results":[` + heron + `]}`)
	if len(items) != 1 || errs != nil {
		t.Fatalf("%d items and %v", len(items), errs)
	}
	it := items[0]
	rendered, quotes := markup.Render(it.Body, it.Format)
	recordtest.CheckFields(t, map[string][2]string{
		"key":      {it.Key, "linkding:https://example.org/heron"},
		"origin":   {it.Origin, "marks, item 1"},
		"raw":      {string(it.Raw), heron},
		"title":    {it.Title, "Herons & <cranes>"},
		"url":      {it.URL, "https://example.org/heron"},
		"own":      {rendered.Own, "1. It *stood* there.\nHm.\nOwn words."},
		"quoted":   {rendered.Quoted, "Quoted"},
		"quotes":   {quotes[0].Text, "Quoted"},
		"format":   {string(it.Format), string(blog.Markdown)},
		"tags":     {strings.Join(it.Tags, "|"), "birds|C++"},
		"status":   {string(it.Status), string(blog.Published)},
		"date":     {it.Published.Format(time.RFC3339Nano), "2012-11-21T15:54:10.123456Z"},
		"changed":  {it.Updated.Format(time.RFC3339Nano), "2012-11-22T01:02:03.5Z"},
		"text":     {it.DateText, "2012-11-21T15:54:10.123456Z"},
		"page":     {it.Source.Title + "|" + it.Source.Description, "Herons – Example|All about herons."},
		"picture":  {it.Source.Image, "https://marks.example.org/static/p.png"},
		"notes":    {strings.Join(it.Notes, "|"), "A copy of the page as it was: https://web.archive.org/web/20121121/https://example.org/heron|It was in linkding's archive."},
		"no slug":  {it.Slug + it.Path, ""},
		"no other": {it.Author + it.Via + it.Lang, ""},
	})
}

func TestNoWordIsTakenForATag(t *testing.T) {
	it := readOne(t, `"title":"A","notes":"A List<String> in the <title> and <em>more</em>","shared":true`)
	if r, _ := markup.Render(it.Body, it.Format); r.Own != "A List<String> in the <title> and more" {
		t.Errorf("%q shows %q", it.Body, r.Own)
	}
}

func TestWhatReadersMaySee(t *testing.T) {
	tests := []struct {
		name, fields string
		want         blog.Status
		note         string
	}{
		{"shared", `"shared":true`, blog.Published, ""},
		{"not shared", `"shared":false,"notes":"Words."`, blog.Draft, "not shared"},
		{"not told", `"notes":"Words."`, blog.Draft, "does not say"},
		{"null", `"shared":null`, blog.Draft, "does not say"},
		{"no truth", `"shared":"true"`, blog.Draft, "does not say"},
		{"unread without words", `"shared":true,"unread":true`, blog.Draft, "has no words"},
		{"unread with words", `"shared":true,"unread":true,"description":"Words."`, blog.Published, "marked as unread"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `"date_added":"2012-11-21T15:54:10Z",`+tt.fields)
			notes := strings.Join(it.Notes, "|")
			if it.Status != tt.want || !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
				t.Errorf("%s with notes %q, want %s with %q", it.Status, notes, tt.want, tt.note)
			}
		})
	}
}

func TestTitles(t *testing.T) {
	tests := []struct{ name, fields, want string }{
		{"the author's", `"title":" A\nB ","website_title":"C"`, "A B"},
		{"the page's", `"title":"","website_title":"C"`, "C"},
		{"null", `"title":null,"website_title":null`, ""},
		{"the address", `"title":"https://example.org/a"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if it := readOne(t, tt.fields); it.Title != tt.want {
				t.Errorf("title %q, want %q", it.Title, tt.want)
			}
		})
	}
}

func TestDescriptionsArePlainText(t *testing.T) {
	for _, text := range []string{
		"One\ntwo\n\nthree", "# no heading\n- no item\n> no quote\n===\n| a | b |\n|---|---|", "<b>&amp; `x` [a](b) a_b_ \\", "a\\\nb", "    no code", "see https://example.org/a_b_c",
	} {
		got, _ := markup.Render(literal(text), blog.Markdown)
		var want []string
		for p := range strings.SplitSeq(text, "\n\n") {
			want = append(want, strings.TrimSpace(p))
		}
		if got.Own != strings.Join(want, "\n") {
			t.Errorf("%q shows %q", text, got.Own)
		}
	}
	for text, want := range map[string]string{"": "", " \r\n \n": "", "a\r\nb\r\n": "a  \nb", "\n\na\n\n\n\nb": "a\n\nb"} {
		if got := literal(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ name, fields, published, updated string }{
		{"added and changed at once", `"date_added":"2012-11-21T15:54:10.1Z","date_modified":"2012-11-21T15:54:10.2Z"`, "2012-11-21T15:54:10.1Z", ""},
		{"only changed", `"date_added":"never","date_modified":"2012-11-21T15:54:10Z"`, "2012-11-21T15:54:10Z", ""},
		{"neither", `"date_added":null`, "2020-05-04T03:02:01Z", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `"shared":true,`+tt.fields)
			if !it.Updated.IsZero() || it.Published.Format(time.RFC3339Nano) != tt.published {
				t.Errorf("%v, changed %v", it.Published, it.Updated)
			}
			if tt.name != "added and changed at once" && len(it.Notes) != 1 {
				t.Errorf("notes %q", it.Notes)
			}
		})
	}
	if it := readOne(t, `"title":"T"`); !it.Published.IsZero() {
		t.Errorf("a draft without a date got %v", it.Published)
	}
}

func TestAddressesThatCantBeLinkedTo(t *testing.T) {
	items, errs := readAll(`[{"url":"javascript:alert(1)","description":"Words.","shared":true}]`)
	if len(items) != 1 || errs != nil || items[0].URL != "" || items[0].Status != blog.Draft || items[0].Body != "Words." || len(items[0].Notes) < 2 {
		t.Errorf("%+v and %v", items, errs)
	}
}

func TestBadRowsAmongGoodOnesCostNoOthers(t *testing.T) {
	tests := []struct{ name, row, sentence string }{
		{"no object", `17`, "no bookmark of linkding's"},
		{"null", `null`, "no bookmark of linkding's"},
		{"no JSON", `{"url":x}`, "no bookmark of linkding's"},
		{"nothing in it", `{}`, "no address"},
		{"too large", `{"notes":"` + strings.Repeat("x", record.MaxElement) + `"}`, "larger than 16 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, errs := readAll("[" + heron + "," + tt.row + "," + heron + "]")
			if len(items) != 2 || len(errs) != 1 {
				t.Fatalf("%d items and %v", len(items), errs)
			}
			if !strings.Contains(errs[0].Error(), tt.sentence) || !strings.HasPrefix(errs[0].Error(), "marks, item 2: ") {
				t.Errorf("got %v, want %q", errs[0], tt.sentence)
			}
		})
	}
	if it := readOne(t, `"title":7,"tag_names":["a",null,3," b "],"is_archived":"x","date_added":{},"shared":true`); strings.Join(it.Tags, "|") != "a|b" || it.Status != blog.Published {
		t.Errorf("odd fields gave %+v", it)
	}
}

func TestAFileThatIsCutGivesItsWholeItemsAndThenOneError(t *testing.T) {
	text := `{"count":3,"results":[` + heron + "," + heron + "," + heron + "]"
	for at := 10; at < len(text); at += 10 {
		items, errs := readAll(text[:at])
		if want := strings.Count(text[:at], heron); len(items) != want || len(errs) != 1 || len(blog.Faults(errs[0])) != 1 {
			t.Errorf("cut at %d: %d items, want %d; %v", at, len(items), want, errs)
		}
	}
}

func TestAReaderThatFailsIsReported(t *testing.T) {
	broken := errors.New("the cable is out")
	for _, err := range Format.Read(record.File{Name: "marks"}, failing{broken}) {
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "marks") {
			t.Errorf("got %v", err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestDetection(t *testing.T) {
	tests := []struct {
		name, head string
		want       bool
	}{
		{"a page of the interface", `{"count":1,"next":null,"previous":null,"results":[` + heron + `]}`, true},
		{"a list", "\uFEFF [ " + heron + "]", true},
		{"cut in long notes", heron[:strings.Index(heron, "Quoted")], false},
		{"cut in long notes of a list", "[" + heron[:strings.Index(heron, "Quoted")], true},
		{"an older version", `[{"id":1,"url":"https://example.org/","title":"","description":"","website_title":"T"`, true},
		{"Shaarli's", `[{"id":1,"url":"https://example.org/","shorturl":"abcdef","title":"T","description":"`, false},
		{"Pinboard's", `[{"href":"https://example.org/","description":"T"}]`, false},
		{"Raindrop's", `{"result":true,"items":[{"link":"https://example.org/","tags":[]}]}`, false},
		{"another program's", `[{"id":1,"url":"https://example.org/","title":"T","description":"D"}]`, false},
		{"no links", `{"count":0,"results":[]}`, false},
		{"an object", heron, false},
		{"words", "Herons", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Format.Detect("any.name", []byte(tt.head)); got != tt.want {
				t.Errorf("Detect(%q) = %v", tt.head, got)
			}
		})
	}
}

// shared matches in any file with a shared bookmark.
var shared = regexp.MustCompile(`true`)

// FuzzRead checks that for any file reading ends, every item is valid text, and none
// is public unless the file says so.
func FuzzRead(f *testing.F) {
	f.Add([]byte("[" + heron + "]"))
	f.Add([]byte(`{"results":[{"url":"x","description":"# a\n\n<b>\\","tag_names":["a"]},{]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		Format.Detect("x", raw[:min(len(raw), record.HeadSize)])
		items, _ := readAll(string(raw))
		for _, it := range items {
			recordtest.CheckSound(t, it)
			if it.Status == blog.Published && !shared.Match(it.Raw) {
				t.Errorf("public: %s", it.Raw)
			}
		}
	})
}
