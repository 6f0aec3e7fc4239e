package markup_test

import (
	"html"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestAddressesComeOutAsTheyStand(t *testing.T) {
	for _, address := range []string{
		"http://example.org/%7Euser/", "https://example.org/a[1]|b", "http://example.org/a b", "http://example.org/é?q=ü#ö", "http://bücher.example/",
		"http://example.org/?a=1&b=2&amp;c=3&copy=4", "http://example.org/%zz", "http://example.org/100%", "http://example.org:8080//a//../b/./",
		"HTTP://EXAMPLE.ORG/", "http://user:word@example.org/", "http://[2001:db8::1]/", "http://[::1/", "http:/one-slash", "https:example.org",
		"//example.org/x", "/x", "x/y.html", "../x", "./a:b", "?q=1", "#frag", "#fn:1", "", "x;y=z", "a,b", "/a:b", "?a:b", "#a:b", " http://example.org/ ",
		"\n\thttp://example.org/\n", "www.example.org/x", "mailto:a@example.org?subject=b%20c", "tel:+49-30-1234", "ftp://example.org/pub/", "sms:+491234",
		"irc://irc.example.org/x", "magnet:?xt=urn:btih:0", "news:comp.lang.go", "http://example.org/\"'<>`", "http://example.org/{a}\\b^c", "http://example.org/日本語",
	} {
		for _, f := range []blog.Format{blog.HTML, blog.WordPress} {
			r, _ := markup.Render(`<p><a href="`+html.EscapeString(address)+`">a</a></p>`, f)
			if want := `<p><a href="` + html.EscapeString(address) + `">a</a></p>`; r.HTML != want {
				t.Errorf("%s: %q became\n%s, want\n%s", f, address, r.HTML, want)
			}
		}
	}
}

func TestPicturesComeFromTheWeb(t *testing.T) {
	for address, stays := range map[string]bool{
		"http://example.org/a%7E.png": true, "https://example.org/a b.png": true, "//example.org/a.png": true, "/a.png": true, "a.png?x=1:2": true,
		"data:image/png;base64,AAAA": false, "ftp://example.org/a.png": false, "file:///a.png": false, "a:b.png": false, "": false, "blob:x": false,
	} {
		r, _ := markup.Render(`<img src="`+address+`">`, blog.HTML)
		want := ""
		if stays {
			want = `<img src="` + address + `"/>`
		}
		if r.HTML != want {
			t.Errorf("%q became %s, want %s", address, r.HTML, want)
		}
	}
}

func TestAttributes(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"a new window can't reach back", `<a href="/" target="_blank">a</a>`, `<a href="/" rel="noopener" target="_blank">a</a>`},
		{"nor can a window with a name", `<a href="/" rel="nofollow" target="w">a</a>`, `<a href="/" rel="nofollow noopener" target="w">a</a>`},
		{"who said so need not say it again", `<a href="/" rel="NoOpener external" target="_BLANK">a</a>`, `<a href="/" rel="NoOpener external" target="_BLANK">a</a>`},
		{"the same window may", `<a href="/" target="_top">a</a>`, `<a href="/" target="_top">a</a>`},
		{"relations of the link stay", `<a href="/" rel="footnote  tag nofollow ugc">a</a>`, `<a href="/" rel="footnote  tag nofollow ugc">a</a>`},
		{"relations of the page go", `<a href="/" rel="me nofollow canonical Author">a</a><a href="/" rel="webmention">b</a>`, `<a href="/" rel="nofollow">a</a><a href="/">b</a>`},
		{"a footnote of an archive", `<sup id="fnref:p123-1"><a href="#fn:p123-1" rel="footnote">1</a></sup><li id="fn:p123-1">a <a href="#fnref:p123-1" rev="footnote">↩</a></li>`, `<sup id="fnref:p123-1"><a href="#fn:p123-1" rel="footnote">1</a></sup><li id="fn:p123-1">a <a href="#fnref:p123-1" rev="footnote">↩</a></li>`},
		{"ids of the page go", `<p id="pq-x">a</p><p id="PQ-x">b</p><p id="a b">c</p><p id="-a-headline-(1)">d</p><a name="pq-x">e</a><a name="x">f</a>`, `<p>a</p><p>b</p><p>c</p><p id="-a-headline-(1)">d</p><a>e</a><a name="x">f</a>`},
		{"classes of the page go", `<p class="a pq-b  c h-entry">a</p><p class="p-name">b</p><p class=" c  d ">c</p><p class="link_description wp-image-1">d</p><p class="px-1 hcard u">e</p>`, `<p class="a c">a</p><p>b</p><p class=" c  d ">c</p><p class="wp-image-1">d</p><p class="px-1 hcard u">e</p>`},
		{"quotes and changes have sources and times", `<blockquote cite="https://example.org/">a</blockquote><q cite="/x">b</q><del datetime="2012-11-21T15:54Z" cite="x">c</del><time datetime="2012-11">d</time>`, `<blockquote cite="https://example.org/">a</blockquote><q cite="/x">b</q><del datetime="2012-11-21T15:54Z" cite="x">c</del><time datetime="2012-11">d</time>`},
		{"languages and directions", `<p lang="de-CH" dir="RTL" title="a &quot;b&quot;">a</p><p lang="x y" dir="up">b</p>`, `<p lang="de-CH" dir="RTL" title="a &#34;b&#34;">a</p><p>b</p>`},
		{"lists", `<ol start="3" reversed type="a"><li value="-4">a</li></ol><ul type="square"><li>b</li></ul>`, `<ol start="3" reversed="" type="a"><li value="-4">a</li></ol><ul type="square"><li>b</li></ul>`},
		{"tables", `<table border="1" style="x"><caption align="bottom">a</caption><colgroup span="2"><col width="20%"></colgroup><tbody><tr><th scope="col" abbr="x">a</th><td colspan="2" rowspan="3" headers="y" align="right" valign="top" onclick="x">b</td></tr></tbody></table>`, `<table border="1"><caption align="bottom">a</caption><colgroup span="2"><col width="20%"/></colgroup><tbody><tr><th scope="col" abbr="x">a</th><td colspan="2" rowspan="3" headers="y" align="right" valign="top">b</td></tr></tbody></table>`},
		{"places of old", `<p align="center">a<br clear="all"></p><div align="right">b</div><img src="a" align="left" hspace="4"><hr noshade size="1" width="50%">`, `<p align="center">a<br clear="all"/></p><div align="right">b</div><img src="a" align="left" hspace="4"/><hr noshade="" size="1" width="50%"/>`},
		{"what is too large", `<img src="a" width="99999" height="1e9"><hr width="-1">`, `<img src="a"/><hr/>`},
		{"the first of two counts", `<a href="/a" href="javascript:x">a</a>`, `<a href="/a">a</a>`},
		{"opened details", `<details open><summary>a</summary>b</details>`, `<details open=""><summary>a</summary>b</details>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := markup.Render(tt.body, blog.HTML)
			if r.HTML != tt.want {
				t.Errorf("got\n%s, want\n%s", r.HTML, tt.want)
			}
		})
	}
}
