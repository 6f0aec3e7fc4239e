package metadata

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
)

var isoDate = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$`)

// checkAbout complains of anything in what was weighed that must not be in a
// stranger's word.
func checkAbout(t *testing.T, about blog.About) {
	t.Helper()
	tidy := about.Tidy()
	if tidy.URL = about.URL; tidy != about {
		t.Errorf("not tidy:\n got %+v\nwant %+v", about, tidy)
	}
	for field, text := range map[string]string{"title": about.Title, "site": about.Site, "author": about.Author, "description": about.Description} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == 0x200B || r == 0x202E }) {
			t.Errorf("%s: %q can't be shown", field, text)
		}
	}
	if n := utf8.RuneCountInString(about.Title); n > blog.MaxTitle {
		t.Errorf("the title has %d characters", n)
	}
	if about.Published != "" && !isoDate.MatchString(about.Published) {
		t.Errorf("published %q is not ISO 8601", about.Published)
	}
}

func FuzzOf(f *testing.F) {
	for _, page := range append(hostilePages(), wholePage) {
		if len(page) < 4<<10 {
			f.Add([]byte(page), "https://example.org/a/b")
		}
	}
	f.Add([]byte(`<article><h1>A</h1><p class=byline>By <i itemprop=name>B<p>`+strings.Repeat("some words, and more. ", 30)), "::")
	f.Add([]byte("<table><tr><td><table><tr><td><p>a<br><br>b<noscript><img></noscript><form><div><ul><li>x"), "http://[::1]/")
	f.Fuzz(func(t *testing.T, page []byte, address string) {
		checkAbout(t, Of(page, address))
	})
}

func FuzzWeigh(f *testing.F) {
	whole, err := json.Marshal(read([]byte(wholePage), "https://example.org/a/b").Hints)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"u":"https://example.org/x","t":"a - b: c","h":"a","l":"x_Y","m":[["og:title og:x","&#x202e;x"]],"k":[["canonical","//u:p@h/"]],"j":["{\"@graph\":[{\"@id\":\"#a\",\"author\":{\"@id\":\"#a\"}}]}"],"a":"by","d":"1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var h Hints
		if json.Unmarshal(text, &h) != nil {
			return
		}
		checkAbout(t, Weigh(h))
	})
}

func FuzzDate(f *testing.F) {
	for _, text := range []string{"2012-11-21", "21 Nov 2012 3:04 pm", "Wed, 21 Nov 2012 15:04:05 GMT", "20121121T150405Z", "1353510245", "2012年11月21日"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		when := date(text)
		if when != "" && !isoDate.MatchString(when) {
			t.Errorf("%q became %q", text, when)
		}
		if again := date(when); again != when {
			t.Errorf("%q became %q, and that %q", text, when, again)
		}
	})
}

// Whatever is read as JSON is read the same when it needs no mending.
func FuzzMend(f *testing.F) {
	for _, text := range []string{`{"a":[1,2,{"b":"c\"\u0041"}],"d":null}`, `{"a":1,} // x`, "<!--[1]-->", `{'a'`, `{"a":"b`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values := mend(text)
		whole, ok := parse(text)
		if !ok || strings.Contains(text, "CDATA") || !strings.Contains(text, `"`) {
			return
		}
		a, _ := json.Marshal(whole)
		b, _ := json.Marshal(values)
		if "["+string(a)+"]" != string(b) {
			t.Errorf("%q is %s, but was mended to %s", text, a, b)
		}
	})
}
