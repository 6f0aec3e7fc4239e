package markup_test

import (
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// What looks like a shortcode, or like an element without an end tag, is still
// somebody's text.
func TestWordsInBracketsStay(t *testing.T) {
	for _, tt := range [][2]string{
		{"[audio and video are at http://a.b/c, he writes] and I agree.", "[audio and video are at http://a.b/c, he writes] and I agree."},
		{"[video: http://a.b/v, via Tom]", "[video: http://a.b/v, via Tom]"},
		{"Use [code] to begin and [/code] to end.", "Use [code] to begin and [/code] to end."},
		{"[code is poetry] and [/code]", "[code is poetry] and [/code]"},
		{"[code]if (a &lt; b) { x-> y && z; }[/code]", "if (a < b) { x-> y && z; }"},
		{"[code lang=\"go\"]\none<br />two\n[/code]", "one\ntwo"},
		{"[video src=\"http://a.b/v.mp4\"]It stands.[/video]", "http://a.b/v.mp4 It stands."},
		{"[code]\n[video http://a.b/v] [[c]]\n[/code]", "[video http://a.b/v] [[c]]"},
		{"[caption caption=\"Words [sic] of 'hers'\"]<img src=\"/x.png\">[/caption]", "Words [sic] of 'hers'"},
		{"[caption]<img alt='a' src='/x.png'> See [embed]http://a.b/[/embed] or [audio src='http://a.b/c.mp3' /].[/caption]", "See http://a.b/ or http://a.b/c.mp3."},
		{"Write [caption] here: [caption]<img src=\"/x.png\"> Words.[/caption]", "Write [caption] here: Words."},
		{"[[caption]<img src=\"/x.png\"> [video http://a.b/v][/caption]]", "[[caption] [video http://a.b/v][/caption]]"},
		{"[video src=\"http://a.b/v\" /] a [video] b [/video]", "http://a.b/v a [video] b [/video]"},
		{"[video \"http://a.b/ and [video http://a.b/v]", "[video \"http://a.b/ and http://a.b/v"},
		{"[youtube http://a.b/v/] [videos http://a.b/] [video2 http://a.b/]", "http://a.b/v/ [videos http://a.b/] [video2 http://a.b/]"},
		{"[vimeo 12345] [gist]https://a.b/g[/gist] [soundcloud url=\"https://a.b/t\" /] [tweet https://a.b/1]", "https://vimeo.com/12345 https://a.b/g https://a.b/t https://a.b/1"},
		{"[gist]no[/gist] [vimeo x] [youtube]", "[gist]no[/gist] [vimeo x] [youtube]"},
		{"[youtube=http://a.b/v]", "http://a.b/v"},
		{"[gist id = \"9b185deb12\"] [youtube id='a-B_c1234'] [vimeo id=\"x y\"] [audio id=\"1234567\"]", "https://gist.github.com/9b185deb12 https://www.youtube.com/watch?v=a-B_c1234 [vimeo id=\"x y\"] [audio id=\"1234567\"]"},
		{"the <title> element <b>is</b> good. Later </titles> and words", "the <title> element is good. Later and words"},
		{"the <title> element, see <a title=\"the </title> tag\" href=\"/x\">this</a> and more", "the <title> element, see this and more"},
		{"a <textarea> b <img src=\"/x.png\" alt=\"</textarea>\"> c", "a <textarea> b c"},
		{"a <style> b <a class=x title='</style>' href=/y>c</a> d", "a <style> b c d"},
		{"a <script> b <a title = \"1 < 2 </SCRIPT >\">c</a> d", "a <script> b c d"},
		{"a <iframe> b <!-- </iframe> --> c <noscript> d <a title='</noscript>'>e</a> f", "a <iframe> b c <noscript> d e f"},
		{"a <svg> b <a title='</svg>'>c</a> d <select> e <object> f <object>g</object> h", "a <svg> b c d <select> e <object> f h"},
		{"a <style>b { c: \"</a>\" }</style> d <script>if (a<b && c=\"<\") { e }</script> f <svg/> g", "a d f g"},
		{"<script>a = '<a title=\"' + b</script> c", "c"},
		{"a <plaintext> b </plaintext> c", "a <plaintext> b c"},
		{"Before. <img src=\"/x.png\" alt=\"[video http://a.b/v]\" title=\"t\"> After.", "Before. After."},
		{"[caption]<img alt=\"a > b\" src=\"/x.png\"> Words.[/caption]", "Words."},
	} {
		body, want := tt[0], tt[1]
		rendered, _ := markup.Render(body, blog.WordPress)
		if got := strings.Join(strings.Fields(rendered.Own), " "); got != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%q shows %q, want %q: %s", body, got, want, rendered.HTML)
		}
		if strings.Contains(body, "/x.png") && !strings.Contains(string(rendered.HTML), `src="/x.png"`) {
			t.Errorf("%q lost its picture: %s", body, rendered.HTML)
		}
	}
}
