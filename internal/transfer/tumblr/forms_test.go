package tumblr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

const exported = "<!DOCTYPE HTML><html><head><link rel=\"stylesheet\" href=\"../style.css\"></head><body>\n<h1>A &amp; heron</h1>\n<p>Mine. <img src=\"../../media/36212915001.jpg\"></p>\n<div id=\"footer\"><span id=\"timestamp\"> November 21st, 2012 5:07pm </span><span class=\"tag\">birds</span><span class=\"tag\">small towns</span></div></body></html>"

// readPageAt reads a page of the export with a path.
func readPageAt(path, text string) (items []record.Item, errs []error) {
	for it, err := range Format.Read(record.File{Name: path, Path: path}, strings.NewReader(text)) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, it)
	}
	return items, errs
}

func TestAPageOfTheExport(t *testing.T) {
	if !Format.Detect("", []byte(exported)) {
		t.Error("it is not known")
	}
	items, errs := readPageAt("posts/html/36212915001.html", exported)
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	it := items[0]
	if it.Key != "tumblr:36212915001" || it.Title != "A & heron" || it.Body != "<p>Mine. <img src=\"../../media/36212915001.jpg\"/></p>" || strings.Join(it.Tags, "|") != "birds|small towns" || !it.Published.Equal(time.Date(2012, 11, 21, 17, 7, 0, 0, time.UTC)) {
		t.Errorf("%+v", it)
	}
	if it.Status != blog.Draft || !strings.Contains(strings.Join(it.Notes, " "), "does not say who could read it") {
		t.Errorf("%s, %q", it.Status, it.Notes)
	}
	_, errs = readPageAt("posts/posts_index.html", exported)
	if len(errs) != 1 || !isA[*record.Skip](errs[0]) {
		t.Errorf("the list of posts: %v", errs)
	}
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestALongPageOfTheExportIsKnownByItsPlace(t *testing.T) {
	head := "<!DOCTYPE html>\n<html><head></head><body><p>" + strings.Repeat("words ", 700)
	for path, want := range map[string]bool{"posts/html/36212915001.html": true, "posts/about.html": false} {
		if got := Format.Detect(path, []byte(head[:record.HeadSize])); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
	if Format.Detect("html/123456.html", []byte("<!DOCTYPE NETSCAPE-Bookmark-file-1><html><DL><p>")) {
		t.Error("bookmarks are claimed")
	}
}

func TestThePageOfALinkPostLeadsWhereItsLinkLed(t *testing.T) {
	items, _ := readPageAt("html/1234567.html", `<html><body><p><a href="https://t.umblr.com/redirect?z=https%3A%2F%2Fnews.example%2Fh&amp;t=x">A heron</a></p><p>Mine.</p><div id="footer"><span id="timestamp"> June 3rd, 2013 12:15am </span></div></body></html>`)
	if len(items) != 1 || items[0].URL != "https://news.example/h" || items[0].Title != "A heron" || items[0].Body != "<p>Mine.</p>" || !items[0].Published.Equal(time.Date(2013, 6, 3, 0, 15, 0, 0, time.UTC)) {
		t.Errorf("%+v", items)
	}
}

func TestAPageThatIsCutIsNoPost(t *testing.T) {
	for n := 0; n < len(exported)-len("</div></body></html>"); n += 10 {
		items, errs := readPageAt("html/36212915001.html", exported[:n])
		if len(items) != 0 || len(errs) == 0 {
			t.Fatalf("at byte %d: %d items, %v", n, len(items), errs)
		}
	}
}

const (
	postA = `{"id":1,"reblog_key":"x","state":"published","type":"text","body":"<p>a</p>","timestamp":1353517650}`
	postB = `{"id":2,"reblog_key":"x","state":"published","type":"text","body":"<p>\"posts\":[</p>","timestamp":1353517650}`
	postC = `{"id":3,"reblog_key":"x","state":"published","type":"text","body":"<p>c</p>","timestamp":1353517650}`
)

func TestFormsInWhichProgramsSavePosts(t *testing.T) {
	answer := func(posts ...string) string {
		return `{"meta":{"status":200,"msg":"OK"},"response":{"blog":{"name":"tom","posts":3,"theme":{"x":[1]}},"posts":[` + strings.Join(posts, ",") + `],"total_posts":3,"_links":{"next":{"href":"/v2/{x}","query_params":["a"]}}}}`
	}
	for name, text := range map[string]string{
		"an answer":                      answer(postA, postB, postC),
		"answers one after the other":    answer(postA, postB) + "\n" + answer(postC),
		"a list of answers":              "[" + answer(postA) + "," + answer(postB, postC) + "]",
		"an object":                      `{"posts":[` + postA + `,` + postB + `,` + postC + `]}`,
		"a list":                         "\uFEFF[" + postA + "," + postB + ",\n" + postC + "]",
		"lines":                          postA + "\n" + postB + "\r\n" + postC + "\n",
		"lists one after the other":      "[" + postA + "]\n[" + postB + "," + postC + "]",
		"answers without a line between": answer(postA) + answer(postB) + answer(postC),
	} {
		if !Format.Detect("", []byte(text)) {
			t.Errorf("%s is not known", name)
		}
		items, errs := readAll(text)
		var keys []string
		for _, it := range items {
			keys = append(keys, it.Key)
		}
		if !slices.Equal(keys, []string{"tumblr:1", "tumblr:2", "tumblr:3"}) || len(errs) != 0 {
			t.Errorf("%s: %v, %v", name, keys, errs)
		}
	}
}

func TestUTF16IsRead(t *testing.T) {
	wide := []byte{0xFF, 0xFE}
	for _, c := range postA {
		wide = append(wide, byte(c), 0)
	}
	if items, errs := readAll(string(wide)); !Format.Detect("", wide) || len(items) != 1 || len(errs) != 0 {
		t.Errorf("%d items, %v", len(items), errs)
	}
}

const oldXML = `<?xml version="1.0" encoding="UTF-8"?>
<tumblr version="1.0"><tumblelog name="tom" cname="tom.example" title="A &gt; B"/><posts start="0" total="4">
<post id="1" url="http://tom.example/post/1" type="regular" unix-timestamp="1353517650"><regular-title>A &amp;amp; B</regular-title><regular-body>&lt;p&gt;a&lt;/p&gt;</regular-body></post>
<post id="2" url="http://tom.example/post/2" type="regular" unix-timestamp="1353517650"><regular-body><![CDATA[<p>b > </post> <post id="9">c</p>]]></regular-body></post>
<post id="3" url="http://tom.example/post/3" type="conversation" unix-timestamp="1353517650"><conversation-title>Talk</conversation-title><conversation><line name="a" label="A:">Hi &#8; you</line></conversation><tag>birds</tag><tag>small towns</tag></post>
<post id="4" url="http://tom.example/post/4" type="video" unix-timestamp="1353517650"><video-source>&lt;iframe src="//video.example/1"&gt;&lt;/iframe&gt;</video-source><video-caption>Look.</video-caption></post>
</posts></tumblr>`

func TestTheFirstVersionAsXML(t *testing.T) {
	items, errs := readAll(oldXML)
	if len(items) != 4 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	if a := items[0]; a.Title != "A & B" || !slices.Contains(a.Hosts, "tom.tumblr.com") || !strings.HasPrefix(string(a.Raw), `<post id="1"`) || !strings.HasSuffix(string(a.Raw), "</regular-body></post>") {
		t.Errorf("%+v (%s)", a, a.Raw)
	}
	if b := items[1]; b.Body != `<p>b > </post> <post id="9">c</p>` {
		t.Errorf("%q", b.Body)
	}
	if c := items[2]; c.Body != "<p><strong>A:</strong> Hi   you</p>" || strings.Join(c.Tags, "|") != "birds|small towns" {
		t.Errorf("%q %q", c.Body, c.Tags)
	}
	if d := items[3]; d.URL != "https://video.example/1" || d.Body != "Look." {
		t.Errorf("%q %q", d.URL, d.Body)
	}
}

func TestABrokenPostInXMLCostsNoOther(t *testing.T) {
	broken := strings.Replace(oldXML, "</regular-body></post>\n<post id=\"2\"", "</regular-body>\n<post id=\"2\"", 1)
	items, errs := readAll(broken)
	if len(items) != 3 || len(errs) != 1 || !isA[*record.RowError](errs[0]) {
		t.Errorf("%d items, %v", len(items), errs)
	}
}

func TestAFileThatIsCutGivesItsWholePosts(t *testing.T) {
	for name, text := range map[string]string{
		"list": "[" + postA + "," + postB + "," + postC + "]", "lines": postA + "\n" + postB + "\n" + postC,
		"first version": `var tumblr_api_read = {"tumblelog":{"name":"tom"},"posts":[{"id":"1","type":"regular","regular-body":"a","unix-timestamp":1353517650},{"id":"2","type":"quote","quote-text":"b","unix-timestamp":1353517650}]};`,
		"XML":           oldXML,
	} {
		whole, _ := readAll(text)
		for n := 1; n < len(text); n += 10 {
			items, errs := readAll(text[:n])
			if len(items) > len(whole) || len(errs) > 1 {
				t.Fatalf("%s at byte %d: %d items, %v", name, n, len(items), errs)
			}
			for i, it := range items {
				if it.Key != whole[i].Key || it.Body != whole[i].Body || it.Status != whole[i].Status {
					t.Fatalf("%s at byte %d: %+v", name, n, it)
				}
			}
			if name != "lines" && len(errs) == 0 && n < len(text)-3 {
				t.Fatalf("%s at byte %d: nobody is told", name, n)
			}
			for _, err := range errs {
				if len(blog.Faults(err)) == 0 && !isA[*record.Skip](err) {
					t.Fatalf("%s at byte %d: no sentence in %v", name, n, err)
				}
			}
		}
	}
}

func TestABadPostDoesNotStopTheOthers(t *testing.T) {
	text := `[` + postA + `,{"id":2,"tags":{}},{"type":"text","body":"no number"},{"id":3.5,"body":"x"},17,{"id":"4","state":"published","type":"text","body":"b","photos":7,"trail":"x","layout":[{"blocks":"y"}]}]`
	items, errs := readAll(text)
	if len(items) != 2 || len(errs) != 4 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	if it := items[1]; it.Key != "tumblr:4" || it.Body != "b" || !strings.Contains(strings.Join(it.Notes, " "), "form that is not known") {
		t.Errorf("%+v", it)
	}
}

func TestAPostThatIsTooLargeIsPassedOver(t *testing.T) {
	large := strings.Repeat("x", record.MaxElement)
	for name, text := range map[string]string{
		"JSON": `[{"id":1,"body":"` + large + `"},` + postC + `]`,
		"XML":  `<tumblr version="1.0"><posts><post id="1"><regular-body>` + large + `</regular-body></post><post id="3" type="regular"><regular-body>c</regular-body></post></posts></tumblr>`,
	} {
		items, errs := readAll(text)
		if len(items) != 1 || items[0].Key != "tumblr:3" || len(errs) != 1 || !errors.Is(errs[0], record.ErrLarge) {
			t.Errorf("%s: %d items, %d errors", name, len(items), len(errs))
		}
	}
}

func TestManyRangesTakeLittleTime(t *testing.T) {
	var ranges strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&ranges, `{"start":%d,"end":%d,"type":"%s","url":"https://a.example/%d"},`, i, i+50_000, []string{"bold", "link", "italic"}[i%3], i)
	}
	began := time.Now()
	one(t, `"type":"blocks","content":[{"type":"text","text":"`+strings.Repeat("x", 90_000)+`","formatting":[`+strings.TrimSuffix(ranges.String(), ",")+`]}]`)
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}
