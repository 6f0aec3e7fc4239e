package pinboard

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// fileDate is the modification date of the files in these tests.
var fileDate = time.Date(2020, 5, 4, 3, 2, 1, 0, time.UTC)

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "pins", Modified: fileDate}, text)
}

// readOne reads a file that must contain one bookmark.
func readOne(t *testing.T, text string) record.Item {
	t.Helper()
	items, errs := readAll(text)
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%s\ngave %d items and %v", text, len(items), errs)
	}
	return items[0]
}

// heron is a bookmark as returned by Pinboard's API.
const heron = `{"href":"https:\/\/example.org\/heron?a=1&b=2","description":"Herons & cranes","extended":"<blockquote>It stood there.<\/blockquote>\r\nHm.\r\n\r\nSo <em>odd<\/em>.","meta":"1a","hash":"cafe","time":"2012-11-21T15:54:10Z","shared":"yes","toread":"no","tags":"birds C++ .mine via:https:\/\/example.net\/blog via:ada"}`

func TestDeliciousJSON(t *testing.T) {
	const file = `[{"title":"A heron","tags":["birds","long legs",""],"url":"https://example.org/heron","description":"\"It stood.\"\n\nSo <em>odd<\/em>.","created":"1353513250","others":9,"owner":"ada","private":"0"},
{"title":"Mine","tags":[""],"url":"https://example.org/mine","description":"","created":"1353513250","others":1,"owner":"ada","private":"1"}]`
	if !detect("export.json", []byte(file)) || detect("links.json", []byte(`[{"id":1,"url":"https://example.org/","shorturl":"abc","title":"A","private":false,"created":"2012-11-21T15:54:10+00:00"}]`)) {
		t.Error("told wrongly")
	}
	items, errs := readAll(file)
	if len(items) != 2 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	it := items[0]
	recordtest.CheckFields(t, map[string][2]string{
		"key":    {it.Key, "pinboard:https://example.org/heron"},
		"title":  {it.Title, "A heron"},
		"url":    {it.URL, "https://example.org/heron"},
		"body":   {it.Body, "\"It stood.\"\n\nSo <em>odd</em>."},
		"tags":   {strings.Join(it.Tags, "|"), "birds|long legs"},
		"date":   {it.Published.Format(time.RFC3339), "2012-11-21T15:54:10Z"},
		"status": {string(it.Status), "published"},
		"second": {string(items[1].Status), "draft"},
	})
}

func TestABookmarkIsReadFieldByField(t *testing.T) {
	it := readOne(t, "[\n"+heron+"]\n")
	recordtest.CheckFields(t, map[string][2]string{
		"key":    {it.Key, "pinboard:cafe"},
		"origin": {it.Origin, "pins, item 1"},
		"raw":    {string(it.Raw), heron},
		"title":  {it.Title, "Herons & cranes"},
		"url":    {it.URL, "https://example.org/heron?a=1&b=2"},
		"via":    {it.Via, "https://example.net/blog"},
		"body":   {it.Body, "<blockquote>It stood there.</blockquote>\r\nHm.\r\n\r\nSo <em>odd</em>."},
		"format": {string(it.Format), string(blog.WordPress)},
		"tags":   {strings.Join(it.Tags, "|"), "birds|C++"},
		"status": {string(it.Status), string(blog.Published)},
		"date":   {it.Published.Format(time.RFC3339), "2012-11-21T15:54:10Z"},
		"text":   {it.DateText, "2012-11-21T15:54:10Z"},
		"notes":  {strings.Join(it.Notes, "|"), "The tag via:ada was left out; a via link needs an address.|Private tags, which only you saw, were left out: .mine"},
	})
}

func TestABookmarkInXMLIsTheSame(t *testing.T) {
	const post = `<post href="https://example.org/heron?a=1&amp;b=2" time="2012-11-21T15:54:10Z" description="Herons &amp; cranes" extended="&lt;blockquote&gt;It stood there.&lt;/blockquote&gt;&#13;&#10;Hm.&#13;
&#13;
So &lt;em&gt;odd&lt;/em&gt;." tag="birds C++ .mine via:https://example.net/blog via:ada" hash="cafe" meta="1a" shared="yes"  />`
	got := readOne(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<posts user=\"ada\">\n"+post+"\n</posts>\n")
	want := readOne(t, "["+heron+"]")
	recordtest.CheckFields(t, map[string][2]string{
		"key": {got.Key, want.Key}, "title": {got.Title, want.Title}, "url": {got.URL, want.URL}, "via": {got.Via, want.Via}, "body": {got.Body, want.Body},
		"tags": {strings.Join(got.Tags, "|"), strings.Join(want.Tags, "|")}, "status": {string(got.Status), string(want.Status)},
		"date": {got.Published.String(), want.Published.String()}, "raw": {string(got.Raw), post},
	})
}

func TestWhatReadersMaySee(t *testing.T) {
	tests := []struct {
		name, fields string
		want         blog.Status
		note         string
	}{
		{"public", `"shared":"yes","toread":"no"`, blog.Published, ""},
		{"private", `"shared":"no","toread":"no","extended":"Words."`, blog.Draft, "was private"},
		{"not told", `"extended":"Words."`, blog.Draft, "does not say"},
		{"something else", `"shared":"perhaps"`, blog.Draft, "does not say"},
		{"null", `"shared":null`, blog.Draft, "does not say"},
		{"public, as a boolean", `"shared":true`, blog.Published, ""},
		{"private, as a boolean", `"shared":false`, blog.Draft, "was private"},
		{"private in del.icio.us' word", `"private":"yes"`, blog.Draft, "was private"},
		{"public in del.icio.us' word", `"private":"no"`, blog.Published, ""},
		{"both, and they differ", `"shared":"yes","private":"yes"`, blog.Draft, "was private"},
		{"both, the other way", `"shared":"no","private":"no"`, blog.Draft, "was private"},
		{"yet to be read, without words", `"shared":"yes","toread":"yes","extended":" \n"`, blog.Draft, "has no words"},
		{"yet to be read, with words", `"shared":"yes","toread":"yes","extended":"Words."`, blog.Published, "yet to be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `[{"href":"https://example.org/","description":"T","time":"2012-11-21T15:54:10Z",`+tt.fields+`}]`)
			notes := strings.Join(it.Notes, "|")
			if it.Status != tt.want || !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
				t.Errorf("%s with notes %q, want %s with %q", it.Status, notes, tt.want, tt.note)
			}
		})
	}
}

func TestTitles(t *testing.T) {
	tests := []struct{ name, fields, want string }{
		{"text", `"description":"A <canvas> & more"`, "A <canvas> & more"},
		{"character references", `"description":"Ada&#8217;s &quot;AT&amp;T&quot; &copy2"`, "Ada’s \"AT&T\" &copy2"},
		{"decoded once", `"description":"&amp;amp;"`, "&amp;"},
		{"several lines", `"description":" A\n\tB\u0007"`, "A B"},
		{"false", `"description":false`, ""},
		{"null", `"description":null`, ""},
		{"none", `"extended":"x"`, ""},
		{"a number", `"description":1984`, "1984"},
		{"the address", `"description":"https://example.org/a/"`, ""},
		{"the address as a name", `"description":"example.org/a"`, ""},
		{"the words' beginning", `"description":"One two three four five six seven eight nine ten eleven…","extended":"One two three four five six seven eight nine ten eleven twelve."`, ""},
		{"an ellipsis of its own", `"description":"One…","extended":"One two."`, "One…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `[{"href":"https://example.org/a/",`+tt.fields+`}]`)
			if it.Title != tt.want {
				t.Errorf("title %q, want %q", it.Title, tt.want)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct{ name, href, want, note string }{
		{"as it stands", "https://example.org/a_(b)?q=%C3%BC#x", "https://example.org/a_(b)?q=%C3%BC#x", ""},
		{"a space", "https://example.org/a b", "https://example.org/a%20b", ""},
		{"a script", "javascript:alert(1)", "", "can't be linked to"},
		{"a file", "file:///etc/motd", "", "can't be linked to"},
		{"a path", "/links/x/", "", ""},
		{"a note at Pinboard", "http://notes.pinboard.in/u:ada/notes/1a2b", "http://notes.pinboard.in/u:ada/notes/1a2b", "kept at Pinboard"},
		{"another page there", "https://pinboard.in/u:ada/t:notes/", "https://pinboard.in/u:ada/t:notes/", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readOne(t, `[{"href":"`+tt.href+`","description":"T","extended":"Words.","shared":"yes","time":"2012-11-21T15:54:10Z"}]`)
			notes := strings.Join(it.Notes, "|")
			if it.URL != tt.want || !strings.Contains(notes, tt.note) || tt.note == "" && notes != "" {
				t.Errorf("%q with notes %q, want %q with %q", it.URL, notes, tt.want, tt.note)
			}
			if strings.Contains(tt.note, "can't") != (it.Status == blog.Draft) || it.Body != "Words." {
				t.Errorf("%s with body %q", it.Status, it.Body)
			}
		})
	}
}

func TestDatesThatAreNone(t *testing.T) {
	for name, fields := range map[string]string{"missing": `"shared":"yes"`, "impossible": `"shared":"yes","time":"0000-00-00T00:00:00Z"`} {
		if it := readOne(t, `[{"href":"https://example.org/","description":"T",`+fields+`}]`); !it.Published.Equal(fileDate) || len(it.Notes) != 1 {
			t.Errorf("%s: %v with notes %q", name, it.Published, it.Notes)
		}
	}
	if it := readOne(t, `[{"href":"https://example.org/","shared":"no","time":"soon"}]`); !it.Published.IsZero() || it.DateText != "soon" {
		t.Errorf("a draft got %v, %q", it.Published, it.DateText)
	}
}

func TestKeys(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"the hash", `[{"href":"https://example.org/","hash":"cafe"}]`, "pinboard:cafe"},
		{"the address", `[{"href":"https://example.org/"}]`, "pinboard:https://example.org/"},
		{"words without either", `[{"description":"T","time":"2012-11-21"}]`, "pinboard:2012-11-21 T"},
		{"one address twice", `[{"hash":"a","href":"https://example.org/","time":"2012-11-21"},{"hash":"a","href":"https://example.org/","time":"2012-11-20"}]`, "pinboard:a pinboard:a@2012-11-20T00:00:00Z"},
		{"one bookmark twice", `[{"hash":"a","href":"https://example.org/","time":"2012-11-21"},{"hash":"a","href":"https://example.org/","time":"2012-11-21"}]`, "pinboard:a pinboard:a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, errs := readAll(tt.text)
			var keys []string
			for _, it := range items {
				keys = append(keys, it.Key)
			}
			if got := strings.Join(keys, " "); got != tt.want || errs != nil {
				t.Errorf("%s and %v, want %s", got, errs, tt.want)
			}
		})
	}
}

func TestBadRowsAmongGoodOnesCostNoOthers(t *testing.T) {
	const good = `{"href":"https://example.org/","hash":"1","description":"T"}`
	const post = `<post href="https://example.org/" hash="1" description="T"/>`
	tests := []struct {
		name, text string
		sentence   string
	}{
		{"no object", "[" + good + `,17,` + good + "]", "no JSON of a bookmark"},
		{"an object that is no JSON", "[" + good + `,{"href":x},` + good + "]", "no JSON of a bookmark"},
		{"a bookmark of nothing", "[" + good + `,{},` + good + "]", "no address"},
		{"too large", "[" + good + `,{"extended":"` + strings.Repeat("x", record.MaxElement) + `"},` + good + "]", "larger than 16 MB"},
		{"a tag that is no XML", "<posts>" + post + `<post ="x"/>` + post + "</posts>", "no XML of a bookmark"},
		{"a tag that never ends", "<posts>" + post + `<post href="x ` + post + "</posts>", "no XML of a bookmark"},
		{"a tag that is too large", "<posts>" + post + `<post extended="` + strings.Repeat("x", record.MaxElement) + `"/>` + post + "</posts>", "larger than 16 MB"},
		{"a tag about nothing", "<posts>" + post + `<post/>` + post + "</posts>", "no address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, errs := readAll(tt.text)
			if len(items) != 2 || len(errs) != 1 {
				t.Fatalf("%d items and %v", len(items), errs)
			}
			bad, isRow := errors.AsType[*record.RowError](errs[0])
			skip, isSkip := errors.AsType[*record.Skip](errs[0])
			switch {
			case isSkip && strings.Contains(skip.Reason, tt.sentence) && skip.Origin == "pins, item 2":
			case isRow && strings.Contains(bad.Err.Error(), tt.sentence) && bad.Origin == "pins, item 2" && len(blog.Faults(bad)) == 1:
			default:
				t.Errorf("got %v, want %q", errs[0], tt.sentence)
			}
		})
	}
}

func TestFilesThatCantBeRead(t *testing.T) {
	tests := []struct{ name, text, sentence string }{
		{"no list", "true", "no list of items"},
		{"entities of its own", "<!DOCTYPE posts [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><posts><post href=\"https://example.org/\" description=\"&b;\"/></posts>", "entities of its own"},
		{"a comment that never ends", "<posts><!-- ", "cut short"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, errs := readAll(tt.text)
			if len(items) != 0 || len(errs) != 1 || len(blog.Faults(errs[0])) != 1 || !strings.Contains(errs[0].Error(), tt.sentence) {
				t.Errorf("%d items and %v, want %q", len(items), errs, tt.sentence)
			}
		})
	}
	broken := errors.New("the cable is out")
	for _, err := range Format.Read(record.File{Name: "pins"}, failing{broken}) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAFileThatIsCutGivesItsWholeItemsAndThenOneError(t *testing.T) {
	const post = `<post href="https://example.org/" hash="1" description="T"/>`
	for name, text := range map[string]string{
		"JSON": "[" + heron + ",\n" + heron + ",\n" + heron + "]",
		"XML":  "<?xml version=\"1.0\"?><posts user=\"ada\">\n" + post + "\n" + post + "\n" + post + "\n</posts>",
	} {
		whole := map[string]string{"JSON": heron, "XML": post}[name]
		for at := 10; at < len(text); at += 10 {
			items, errs := readAll(text[:at])
			if want := strings.Count(text[:at], whole); len(items) != want || len(errs) != 1 || len(blog.Faults(errs[0])) != 1 {
				t.Errorf("%s cut at %d: %d items, want %d; %v", name, at, len(items), want, errs)
			}
		}
	}
}

// An iterator that goes on after its loop has ended panics.
func TestReadingStopsWhenNobodyListens(t *testing.T) {
	for _, text := range []string{"[" + heron + "," + heron + "]", "<posts><post href='https://example.org/'/><post href='https://example.org/'/></posts>"} {
		for range Format.Read(record.File{Name: "pins"}, strings.NewReader(text)) {
			break
		}
	}
}

func TestOldXML(t *testing.T) {
	items, errs := readAll("\uFEFF<?xml version='1.0' standalone='yes'?>\n<!-- from <del.icio.us> -->\n<posts tag=\"\" update=\"2008-01-01T00:00:00Z\" user=\"ada\">\n" +
		`  <post href="http://example.org/a" description="R&D > &nbsp;more" extended='say "hi" & go' hash="1" tag="a  b" time="2007-12-31T23:59:59Z" private="yes" />` + "\n" +
		`  <post description="B" hash="2" href="http://example.org/b" others="7" tag="system:unfiled" time="2007-12-31T23:59:59Z" private="no"></post>` + "\n" +
		`  <post description="C" hash="3" href="http://example.org/c" tag="" time="2007-12-31T23:59:59Z"/>` + "\n</posts>\n")
	if len(items) != 3 || errs != nil {
		t.Fatalf("%d items and %v", len(items), errs)
	}
	recordtest.CheckFields(t, map[string][2]string{
		"title":     {items[0].Title, "R&D > more"},
		"words":     {items[0].Body, `say "hi" &amp; go`},
		"tags":      {strings.Join(items[0].Tags, "|"), "a|b"},
		"private":   {string(items[0].Status), string(blog.Draft)},
		"public":    {string(items[1].Status), string(blog.Published)},
		"unfiled":   {strings.Join(items[1].Tags, "|"), ""},
		"not told":  {string(items[2].Status), string(blog.Draft)},
		"no number": {items[1].Key, "pinboard:2"},
	})
}

func TestDetection(t *testing.T) {
	tests := []struct {
		name, head string
		want       bool
	}{
		{"Pinboard's JSON", "[" + heron, true},
		{"cut in the commentary", "\n[ {\"href\":\"https://example.org/\",\"description\":\"T\",\"extended\":\"abc", true},
		{"under posts", `{"date":"2012-11-21","user":"ada","posts":[` + heron + "]}", true},
		{"with a mark", "\uFEFF[" + heron, true},
		{"XML", `<?xml version="1.0"?><posts user="ada"><post href="https://example.org/"`, true},
		{"XML, href later", `<posts><post description="T" extended="x`, true},
		{"XML without bookmarks", `<posts user="ada"></posts>`, true},
		{"XML with entities", `<!DOCTYPE posts [<!ENTITY a "b">]><posts><post href="x"/></posts>`, true},
		{"linkding's JSON", `[{"id":1,"url":"https://example.org/","description":"T","tag_names":[]}]`, false},
		{"Tumblr's JSON", `{"posts":[{"id":1,"url":"https://example.org/","type":"link"}]}`, false},
		{"an object with links within", `[{"_links":{"href":"x"},"description":"T"}]`, false},
		{"an empty list", "[]", false},
		{"a single object", heron, false},
		{"Tumblr's XML", `<tumblr version="1.0"><posts><post id="1"/></posts></tumblr>`, false},
		{"a blog's XML", `<posts><post id="1"><title>href=</title></post></posts>`, false},
		{"HTML", `<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="x">`, false},
		{"words", "Herons & cranes", false},
		{"nothing", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Format.Detect("any.name", []byte(tt.head)); got != tt.want {
				t.Errorf("Detect(%q) = %v", tt.head, got)
			}
		})
	}
}
