package shaarli

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
	return recordtest.Read(Format, record.File{Name: "links", Modified: fileDate}, text)
}

// readOne reads a list of one link with these fields.
func readOne(t *testing.T, fields string) record.Item {
	t.Helper()
	items, errs := readAll("[{" + fields + "}]")
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%s\ngave %d items and %v", fields, len(items), errs)
	}
	return items[0]
}

// heron is a link as returned by the API.
const heron = `{"id":17,"url":"https:\/\/example.org\/heron","shorturl":"aB_-@9","title":"Herons & cranes","description":"> Quoted\r\n> poem\r\n\r\nOwn *words*.","tags":["birds","C++",".mine"],"private":false,"created":"2012-11-21T16:54:10+01:00","updated":"2012-11-22T01:02:03+00:00"}`

func TestALinkIsReadFieldByField(t *testing.T) {
	items, errs := readAll("[" + heron + "]")
	if len(items) != 1 || errs != nil {
		t.Fatalf("%d items and %v", len(items), errs)
	}
	it := items[0]
	rendered, _ := markup.Render(it.Body, it.Format)
	recordtest.CheckFields(t, map[string][2]string{
		"key":      {it.Key, "shaarli:aB_-@9"},
		"origin":   {it.Origin, "links, item 1"},
		"raw":      {string(it.Raw), heron},
		"title":    {it.Title, "Herons & cranes"},
		"url":      {it.URL, "https://example.org/heron"},
		"own":      {rendered.Own, "Own words."},
		"quoted":   {rendered.Quoted, "Quoted\npoem"},
		"format":   {string(it.Format), string(blog.Markdown)},
		"tags":     {strings.Join(it.Tags, "|"), "birds|C++"},
		"former":   {strings.Join(it.Former, " "), "/shaare/aB_-@9 /?aB_-@9"},
		"status":   {string(it.Status), string(blog.Published)},
		"date":     {it.Published.Format(time.RFC3339), "2012-11-21T15:54:10Z"},
		"changed":  {it.Updated.Format(time.RFC3339), "2012-11-22T01:02:03Z"},
		"text":     {it.DateText, "2012-11-21T16:54:10+01:00"},
		"notes":    {strings.Join(it.Notes, "|"), "Private tags, which only you saw, were left out: .mine"},
		"no other": {it.Slug + it.Path + it.Author + it.Via + it.Base, ""},
	})
}

func TestLinksThatLeadToThemselvesAreNotes(t *testing.T) {
	tests := []struct{ name, url, want, former, hosts string }{
		{"by their old address", "?abcdef", "", "/shaare/abcdef /?abcdef", ""},
		{"from the root on", "/?abcdef", "", "/shaare/abcdef /?abcdef", ""},
		{"by their new address", "/shaare/abcdef", "", "/shaare/abcdef /?abcdef", ""},
		{"with a host", "https://Links.example.org/shaare/abcdef", "", "/shaare/abcdef /?abcdef", "links.example.org"},
		{"with a host, old", "https://links.example.org/?abcdef", "", "/shaare/abcdef /?abcdef", "links.example.org"},
		{"below a folder", "https://example.org/links/?abcdef", "", "/shaare/abcdef /?abcdef /links?abcdef", "example.org"},
		{"another's", "https://example.net/shaare/uvwxyz", "https://example.net/shaare/uvwxyz", "/shaare/abcdef /?abcdef", ""},
		{"a page", "https://example.net/?q", "https://example.net/?q", "/shaare/abcdef /?abcdef", ""},
		{"nothing", "", "", "/shaare/abcdef /?abcdef", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `"url":"`+tt.url+`","shorturl":"abcdef","title":"`+tt.url+`","description":"Words.","private":false,"created":"2012-11-21T15:54:10+00:00","updated":""`)
			recordtest.CheckFields(t, map[string][2]string{
				"url": {it.URL, tt.want}, "former": {strings.Join(it.Former, " "), tt.former}, "hosts": {strings.Join(it.Hosts, " "), tt.hosts},
				"title": {it.Title, ""}, "status": {string(it.Status), string(blog.Published)}, "notes": {strings.Join(it.Notes, "|"), ""},
			})
			if !it.Updated.IsZero() {
				t.Errorf("changed %v", it.Updated)
			}
		})
	}
}

func TestDescriptions(t *testing.T) {
	tests := []struct{ name, text, tags, own, quoted string }{
		{"Markdown, whose line ends count", `One *two*\nthree\n\n- four\n- five`, `[]`, "One two\nthree\nfour\nfive", ""},
		{"code, which stays", "```\\na\\nb\\n```\\n\\n    c\\n    d", `["x"]`, "a\nb\nc\nd", ""},
		{"a tag of HTML, which is a word", `a <b> c`, `["nomarkdown"]`, "a <b> c", ""},
		{"plain text, whose line ends count", `One *two*\r\n> three\r\n\r\n&amp; <b>four</b>`, `["nomarkdown"]`, "One *two*\n> three\n&amp; <b>four</b>", ""},
		{"tags in one text", `*One*`, `"a nomarkdown"`, "*One*", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `"url":"https://example.org/","description":"`+tt.text+`","tags":`+tt.tags)
			got, _ := markup.Render(it.Body, it.Format)
			if got.Own != tt.own || got.Quoted != tt.quoted {
				t.Errorf("%q shows %q and quotes %q", it.Body, got.Own, got.Quoted)
			}
			if strings.Contains(strings.Join(it.Tags, " "), noMarkdown) {
				t.Errorf("tags %q", it.Tags)
			}
		})
	}
	if got := record.BreakLines("a\n    b\n~~~\nc\n```\nd\n~~~\ne  \nf\n"); got != "a  \n    b\n~~~\nc\n```\nd\n~~~\ne  \nf\n" {
		t.Errorf("line ends became %q", got)
	}
}

func TestNoWordIsTakenForATag(t *testing.T) {
	it := readOne(t, `"id":1,"url":"https://example.org/a","title":"A","description":"A List<String> in the <title> and <em>more</em>","private":false`)
	if r, _ := markup.Render(it.Body, it.Format); r.Own != "A List<String> in the <title> and more" {
		t.Errorf("%q shows %q", it.Body, r.Own)
	}
}

func TestWhatReadersMaySee(t *testing.T) {
	for fields, want := range map[string]blog.Status{
		`"private":false`: blog.Published, `"private":0`: blog.Published, `"private":true`: blog.Draft, `"private":1`: blog.Draft,
		`"private":null`: blog.Draft, `"private":""`: blog.Draft, `"title":"T"`: blog.Draft,
	} {
		it := readOne(t, `"url":"https://example.org/","created":"2012-11-21T15:54:10+00:00",`+fields)
		if it.Status != want || (want == blog.Draft) != (len(it.Notes) == 1) {
			t.Errorf("%s: %s with notes %q", fields, it.Status, it.Notes)
		}
	}
	it := readOne(t, `"url":"javascript:x","description":"Words.","private":false`)
	if it.Status != blog.Draft || it.URL != "" || it.Body != "Words." || !strings.Contains(strings.Join(it.Notes, "|"), "javascript:x") {
		t.Errorf("an address that can't be linked to: %+v", it)
	}
}

func TestKeysAndDates(t *testing.T) {
	for fields, want := range map[string]string{
		`"id":7,"shorturl":"abcdef","url":"https://example.org/"`:  "shaarli:abcdef",
		`"id":7,"shorturl":"","url":"https://example.org/"`:        "shaarli:7",
		`"id":null,"url":"https://example.org/"`:                   "shaarli:https://example.org/",
		`"title":"T","created":"2012-11-21T15:54:10+00:00"`:        "shaarli:2012-11-21T15:54:10+00:00 T",
		`"id":"7","url":"https://example.org/","shorturl":["odd"]`: "shaarli:7",
	} {
		if it := readOne(t, fields); it.Key != want {
			t.Errorf("%s: key %q, want %q", fields, it.Key, want)
		}
	}
	for fields, want := range map[string]string{
		`"private":false`: "2020-05-04T03:02:01Z", `"private":true`: "0001-01-01T00:00:00Z",
		`"created":"soon","updated":"2012-11-21T15:54:10+00:00"`: "2012-11-21T15:54:10Z",
	} {
		it := readOne(t, `"url":"https://example.org/",`+fields)
		if got := it.Published.Format(time.RFC3339); got != want || !it.Updated.IsZero() || len(it.Notes) == 0 {
			t.Errorf("%s: %s, changed %v, notes %q", fields, got, it.Updated, it.Notes)
		}
	}
}

func TestBadRowsAmongGoodOnesCostNoOthers(t *testing.T) {
	tests := []struct{ name, row, sentence string }{
		{"no object", `"x"`, "no link of Shaarli's"},
		{"null", `null`, "no link of Shaarli's"},
		{"no JSON", `{"url":x}`, "no link of Shaarli's"},
		{"nothing in it", `{}`, "no address"},
		{"too large", `{"description":"` + strings.Repeat("x", record.MaxElement) + `"}`, "larger than 16 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, errs := readAll("[" + heron + "," + tt.row + "," + heron + "]")
			if len(items) != 2 || len(errs) != 1 {
				t.Fatalf("%d items and %v", len(items), errs)
			}
			if !strings.Contains(errs[0].Error(), tt.sentence) || !strings.HasPrefix(errs[0].Error(), "links, item 2: ") {
				t.Errorf("got %v, want %q", errs[0], tt.sentence)
			}
		})
	}
}

func TestAFileThatIsCutGivesItsWholeItemsAndThenOneError(t *testing.T) {
	text := "[" + heron + "," + heron + "," + heron + "]"
	for at := 10; at < len(text); at += 10 {
		items, errs := readAll(text[:at])
		if want := strings.Count(text[:at], heron); len(items) != want || len(errs) != 1 || len(blog.Faults(errs[0])) != 1 {
			t.Errorf("cut at %d: %d items, want %d; %v", at, len(items), want, errs)
		}
	}
}

func TestFilesThatCantBeRead(t *testing.T) {
	items, errs := readAll("<?php /* tVhbb9s2FP4rhF7WAqlFUtbNGIY1vaRI0zRrsmIDAgO0RNtsZNGlKLtO0P++ */ ?>")
	if len(items) != 0 || len(errs) != 1 || len(blog.Faults(errs[0])) != 1 || !strings.Contains(errs[0].Error(), "Export database") {
		t.Errorf("Shaarli's own file gave %d items and %v", len(items), errs)
	}
	broken := errors.New("the cable is out")
	for _, err := range Format.Read(record.File{Name: "links"}, failing{broken}) {
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "links") {
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
		{"the interface's list", "\uFEFF\n[" + heron + "]", true},
		{"cut in the description", "[" + heron[:strings.Index(heron, "Quoted")], true},
		{"Shaarli's own file", "<?php /* tVhbb9s2FP4rhF7WAqlFUtbN", true},
		{"another program in PHP", "<?php /* Plugin Name: Herons of the world */", false},
		{"linkding's", `[{"id":1,"url":"https://example.org/","tag_names":[]}]`, false},
		{"Pinboard's", `[{"href":"https://example.org/","description":"T"}]`, false},
		{"a single object", heron, false},
		{"an empty list", "[]", false},
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

// public matches in any file with a public link.
var public = regexp.MustCompile(`(?i)false|0`)

// FuzzRead checks that for any file reading ends, every item is valid text, and none
// is public unless the file says so.
func FuzzRead(f *testing.F) {
	f.Add([]byte("[" + heron + "]"))
	f.Add([]byte(`[{"url":"?abcdef","shorturl":"abcdef","tags":"nomarkdown","description":"a\n<b>"},{]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		Format.Detect("x", raw[:min(len(raw), record.HeadSize)])
		items, _ := readAll(string(raw))
		for _, it := range items {
			recordtest.CheckSound(t, it)
			if it.Status == blog.Published && !public.Match(it.Raw) {
				t.Errorf("public: %s", it.Raw)
			}
		}
	})
}
