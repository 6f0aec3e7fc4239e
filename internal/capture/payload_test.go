package capture_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/fetch/metadata"
)

// packed encodes records as the bookmarklet does.
func packed(records ...[]string) string {
	var all []string
	for _, r := range records {
		all = append(all, strings.Join(r, "\x1f"))
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(all, "\x1e")))
}

func TestThePayloadOfTheBookmarkletIsRead(t *testing.T) {
	got, err := capture.Parse(packed(
		[]string{"v", "1"},
		[]string{"u", "https://news.example/story"},
		[]string{"t", "A story - News"},
		[]string{"l", "en"},
		[]string{"s", "<p>Chosen</p>", "before", "after", "120"},
		[]string{"x", "typed\nwords", "", "", "0"},
		[]string{"m", "og:title", "A story"},
		[]string{"k", "canonical", "https://news.example/canonical"},
		[]string{"j", "{}"},
		[]string{"h", "A story"}, []string{"a", "By Ada"}, []string{"d", "2026-01-02"},
		[]string{"z", "of a later version"},
		[]string{"c"},
	))
	if err != nil {
		t.Fatal(err)
	}
	want := capture.Brought{
		Bookmarklet: true, URL: "https://news.example/story", Cut: true,
		Hints: metadata.Hints{
			URL: "https://news.example/story", Title: "A story - News", Lang: "en", Heading: "A story", Author: "By Ada", Time: "2026-01-02",
			Meta: [][2]string{{"og:title", "A story"}}, Links: [][2]string{{"canonical", "https://news.example/canonical"}}, LD: []string{"{}"},
		},
		Passages: []capture.Passage{{HTML: "<p>Chosen</p>", Prefix: "before", Suffix: "after", Place: 120}, {Text: "typed\nwords"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAMangledPayloadIsSaidToBe(t *testing.T) {
	if _, err := capture.Parse("%%%"); blog.KindOf(err) != blog.Invalid || err == nil {
		t.Errorf("it gives %v", err)
	}
	if b, err := capture.Parse(base64.RawURLEncoding.EncodeToString([]byte("u\x1fhttps://x.example/\x1es\x1f<p>\xff\xfe</p>"))); err != nil || len(b.Passages) != 1 {
		t.Errorf("bytes that are no text give %+v, %v", b, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(packed([]string{"v", "1"}, []string{"u", "https://x.example/"}, []string{"s", "<p>x", "a"}))
	f.Add("!")
	f.Fuzz(func(t *testing.T, payload string) {
		b, err := capture.Parse(payload)
		if err != nil && blog.KindOf(err) != blog.Invalid {
			t.Errorf("it fails with %v", err)
		}
		if err != nil && (b.URL != "" || b.Passages != nil) {
			t.Error("what failed gives something")
		}
	})
}

func TestTheBookmarkletIsOneAddressOfCode(t *testing.T) {
	address := capture.Bookmarklet("https://links.example", true)
	code, ok := strings.CutPrefix(address, "javascript:")
	if !ok || strings.ContainsAny(code, " \n\"<>+#") {
		t.Fatalf("a browser would change it: %.200s", address)
	}
	plain, err := url.PathUnescape(code)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"https://links.example/compose?v=1", "opened = 1 && open("} {
		if !strings.Contains(plain, want) {
			t.Errorf("the code lacks %s", want)
		}
	}
	for _, left := range []string{"ORIGIN", "VERSION", "SMALL", "// ", "\n\t"} {
		if strings.Contains(strings.ReplaceAll(plain, "https://", ""), left) {
			t.Errorf("%q is left in the code", left)
		}
	}
	if len(address) > 16<<10 {
		t.Errorf("it is %d bytes long", len(address))
	}
}
