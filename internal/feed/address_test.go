package feed

import (
	"net/url"
	"testing"
)

func TestAddressesAreWhatFeedsMayHold(t *testing.T) {
	for in, want := range map[string]string{
		"": "",
		"https://a.example/?a=1&b=%7E~#:~:text=x,y": "https://a.example/?a=1&b=%7E~#:~:text=x,y",
		" https://a.example/a b\"<>\\^`{|} ":        "https://a.example/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D",
		"https://a.example/?a[]=1":                  "https://a.example/?a%5B%5D=1",
		"https://日本.example/鷺?q=é#ö":                "https://xn--wgv71a.example/%E9%B7%BA?q=%C3%A9#%C3%B6",
		"https://a.example/#a#b":                    "https://a.example/#a%23b",
		"http://[::1]:8080/x":                       "http://[::1]:8080/x",
		"http://[::1]:8080/[x]":                     "http://[::1]:8080/%5Bx%5D",
		"https://a.example/100%?b=%2&c=%zz%C3%a9%":  "https://a.example/100%25?b=%252&c=%25zz%C3%a9%25",
		"/relative é":                               "/relative%20%C3%A9",
		"mailto:ada@links.example":                  "mailto:ada@links.example",
	} {
		if got := uri(in); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}

func FuzzURI(f *testing.F) {
	f.Add("https://日本.example:80/鷺?x[]=1|2#a#b")
	f.Add("http://[::1")
	f.Add("A: 0://000000")
	f.Fuzz(func(t *testing.T, in string) {
		out := uri(in)
		if again := uri(out); again != out {
			t.Fatalf("%q became %q, then %q", in, out, again)
		}
		if !allLegal(out, "[]") {
			t.Fatalf("%q became %q", in, out)
		}
		if u, err := url.Parse(in); err == nil && allLegal(in, "") && u.Fragment == "" && out != in {
			t.Fatalf("%q was fine and became %q", in, out)
		}
	})
}

func TestAnAtomIDIsAnAddressOfAKindAndAlwaysTheSame(t *testing.T) {
	for _, fine := range []string{"https://a.example/?p=7", "http://ü.example/7", "tag:a.example,2012:7", "urn:uuid:7d2c3ac4-8f4b-4c59-9f63-0b1c3a3f3a01"} {
		if got := atomID(fine); got != fine {
			t.Errorf("%s became %s", fine, got)
		}
	}
	for guid, want := range map[string]string{
		"7":               "urn:uuid:5bd20866-3478-53f7-bc79-d2aae304b443",
		"www.example.com": "urn:uuid:b63cdfa4-3df9-568e-97ae-006c5b8fd652",
	} {
		if got := atomID(guid); got != want {
			t.Errorf("%q became %s, not %s", guid, got, want)
		}
	}
	if atomID("a b:c") == atomID("a b:d") || atomID("http://a.example/a b")[:9] != "urn:uuid:" {
		t.Error("ids that are no addresses stay or meet")
	}
}

func TestASiteIsNamedForPersons(t *testing.T) {
	for in, want := range map[string]string{"https://www.news.example/a": "news.example", "http://u:p@a.example:80?x": "a.example:80", "mailto:a@b": "mailto:a@b", "https://a.example": "a.example"} {
		if got := site(in); got != want {
			t.Errorf("%s became %s", in, got)
		}
	}
}

func TestLanguagesAndTheirDirections(t *testing.T) {
	for tag, want := range map[string]bool{"ar": true, "he-IL": true, "fa": true, "ur-PK": true, "az-Arab": true, "ar-Latn": false, "de": false, "": false, "pa-Arab-PK": true, "zh-Hant": false, "ar-001": true} {
		if got := isRightToLeft(tag); got != want {
			t.Errorf("%q: %v", tag, got)
		}
	}
	for tag, want := range map[string]string{"pt-BR": "pt-BR", "zh-Hant-TW": "zh-Hant-TW", "english": "", "de_DE": "", "": ""} {
		if got := known(tag); got != want {
			t.Errorf("%q: %q", tag, got)
		}
	}
}

func TestAForeignPostOnARightToLeftBlogReadsFromTheLeft(t *testing.T) {
	f := example()
	f.Lang = "he"
	f.Items[0].Lang, f.Items[1].Lang = "", "de"
	for i, want := range []string{`<div dir="rtl">`, `<div lang="de" dir="ltr">`, `<div lang="ar" dir="rtl">`} {
		it := &f.Items[i]
		if got := f.content(it, it.words()); got[:len(want)] != want {
			t.Errorf("%s begins otherwise than with %s", got, want)
		}
	}
}
