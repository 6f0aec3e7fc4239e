package web

import (
	"bytes"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"
)

func TestThePrefixIsLaidOverAddressesThatStartAtTheRoot(t *testing.T) {
	for _, tc := range []struct{ name, page, want string }{
		{"a link", `<a href="/desk">`, `<a href="/links/desk">`},
		{"the home page", `<a rel=home href="/">`, `<a rel=home href="/links/">`},
		{"without quotes", `<a href=/desk>`, `<a href=/links/desk>`},
		{"in single quotes, with spaces around", `<IMG  SRC = ' /media/a.png' >`, `<IMG  SRC = ' /links/media/a.png' >`},
		{"with a reference", `<a href="&#47;desk?a=b&amp;c">`, `<a href="/links&#47;desk?a=b&amp;c">`},
		{"a form and its button", `<form action="/a"><button formaction="/b">`, `<form action="/links/a"><button formaction="/links/b">`},
		{"a quotation", `<blockquote cite="/links/a/">`, `<blockquote cite="/links/links/a/">`},
		{"pictures of several sizes", `<img srcset="/a.png 1x, /b,c.png 2x,https://x.example/ 3x, //y.example/">`, `<img srcset="/links/a.png 1x, /links/b,c.png 2x,https://x.example/ 3x, //y.example/">`},
		{"what a script asks for", `<div data-progress="/import/1/progress">`, `<div data-progress="/links/import/1/progress">`},
		{"the last attribute of a closed tag", `<link href=/a/ />`, `<link href=/links/a/ />`},
		{"a whole address", `<a href="https://example.org/desk">`, ""},
		{"another host", `<a href="//example.org/desk">`, ""},
		{"another host, as browsers read it", `<a href="/\example.org/desk">`, ""},
		{"a place on the page", `<a href="#top">`, ""},
		{"a relative address", `<a href="../desk">`, ""},
		{"an empty address", `<a href="" src>`, ""},
		{"a field's value", `<input name="next" value="/desk">`, ""},
		{"words", `<p>href="/desk"</p>`, ""},
		{"a comment", `<!-- <a href="/desk"> -->`, ""},
		{"a script", `<script>'<a href="/desk">'</script>`, ""},
		{"a field of several lines", `<textarea><a href="/desk"></textarea>`, ""},
		{"a title of the page", `<title><a href="/desk"></title>`, ""},
		{"a tag in an attribute", `<a title='<a href="/desk">'>`, ""},
		{"a tag that never ends", `<a href="/desk`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want := tc.want
			if want == "" {
				want = tc.page
			}
			if got := string(prefix("/links").apply([]byte(tc.page))); got != want {
				t.Errorf("%s\nbecomes %s\nwant    %s", tc.page, got, want)
			}
			if got := string(prefix("").apply([]byte(tc.page))); got != tc.page {
				t.Errorf("without a prefix %s becomes %s", tc.page, got)
			}
		})
	}
}

// For every page, the tokens stay the same, except that addresses that are relative
// to the root get the prefix.
func FuzzThePrefixChangesNothingElse(f *testing.F) {
	for _, page := range []string{
		`<!DOCTYPE html><html lang=en><a href="/desk" href='/b'>x</a><img srcset="/a 1x, /b 2x" src=/c>`,
		`<a href = "/a"/><a/href=/b><a =/x href==/y href>`, "<a\x00href='/\n/x'", `<a href="&#32;/x" cite=/&#47;x>`,
		`<script><a href="/x"></script><textarea><a href="/x">`, `<img srcset=",/a,, /b 2x">`, `<a href="/desk`, `<<a href=/x>`, `<a b='>' href=/x>`,
	} {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		was := bytes.Clone(page)
		laid := prefix("/p").apply(page)
		if !bytes.Equal(page, was) {
			t.Fatal("the page itself was changed")
		}
		in, out := nethtml.NewTokenizer(bytes.NewReader(was)), nethtml.NewTokenizer(bytes.NewReader(laid))
		for {
			kind := in.Next()
			if got := out.Next(); got != kind {
				t.Fatalf("%q becomes %q: a token of another kind", was, laid)
			}
			if kind == nethtml.ErrorToken {
				return
			}
			sameToken(t, in.Token(), out.Token())
		}
	})
}

// sameToken compares a token with the result for it.
func sameToken(t *testing.T, in, out nethtml.Token) {
	t.Helper()
	if in.Data != out.Data || len(in.Attr) != len(out.Attr) {
		t.Fatalf("%q becomes %q", in.String(), out.String())
	}
	for i, a := range in.Attr {
		got, want := out.Attr[i].Val, a.Val
		switch {
		case addressed[a.Key] && ofRoot(a.Val):
			want = "/p" + a.Val
		case addressed[a.Key] && ofRoot(strings.TrimLeft(a.Val, space)):
			// White space may be written as a character reference, and then the
			// address is left alone.
			if got != a.Val {
				want = a.Val[:strings.IndexByte(a.Val, '/')] + "/p" + a.Val[strings.IndexByte(a.Val, '/'):]
			}
		case a.Key == "srcset" || a.Key == "imagesrcset":
			// Take out what was inserted.
			if !strings.Contains(a.Val, "/p/") {
				got = strings.ReplaceAll(got, "/p/", "/")
			} else {
				continue
			}
		}
		if a.Key != out.Attr[i].Key || got != want {
			t.Fatalf("%s=%q becomes %s=%q", a.Key, a.Val, out.Attr[i].Key, out.Attr[i].Val)
		}
	}
}
