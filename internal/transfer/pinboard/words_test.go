package pinboard

import (
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestCommentaryShowsAsItWasMeant(t *testing.T) {
	tests := []struct{ name, text, own, quoted string }{
		{"plain words", "Words.", "Words.", ""},
		{"line ends of Windows", "One\r\ntwo\r\n\r\nthree", "One\ntwo\nthree", ""},
		{"an arrow", "HTML->PDF\n", "HTML->PDF", ""},
		{"a comparison", "if a<b && b>c", "if a<b && b>c", ""},
		{"a type", "List<String> in 3 lines", "List<String> in 3 lines", ""},
		{"an element's name", "the <b> and <canvas> elements", "the <b> and <canvas> elements", ""},
		{"an address with &copy", "see ?a=1&copy=2&amp;c", "see ?a=1&copy=2&c", ""},
		{"character references", "Ada&#8217;s &quot;x&quot; &hellip;", "Ada’s \"x\" …", ""},
		{"a reference that is none", "&notit; &x;", "&notit; &x;", ""},
		{"a script", "<script>alert(1)</script>", "<script>alert(1)</script>", ""},
		{"emphasis", "so <em>odd</em> & <a href=\"https://example.org/?a&b\">there</a>", "so odd & there", ""},
		{"a quote", "<blockquote>It stood.</blockquote>Hm.", "Hm.", "It stood."},
		{"a poem in a quote", "<blockquote>\nOne,\ntwo,\n<i>three</i>.\n</blockquote>\nHm.", "Hm.", "One,\ntwo,\nthree."},
		{"paragraphs in a quote", "<blockquote>One,\ntwo.\n\nThree.</blockquote>", "", "One,\ntwo.\nThree."},
		{"a list in a quote", "<blockquote>\n<ul>\n<li>One\n<li>two\n</ul></blockquote>", "", "One\ntwo"},
		{"a quote that never ends", "<blockquote>One", "", "One"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := markup.Render(asHTML(tt.text), blog.WordPress)
			if got.Own != tt.own || got.Quoted != tt.quoted {
				t.Errorf("%q shows %q and quotes %q", asHTML(tt.text), got.Own, got.Quoted)
			}
		})
	}
}

func TestCommentaryWithNothingToMendStaysAsItIs(t *testing.T) {
	for _, text := range []string{
		"", "Words.\r\n\r\nMore > words.\n",
		"<blockquote cite='https://example.org/'>One.\n\n<p>Two &amp; three.</blockquote>\n<a href=\"https://example.org/\" target=_blank>x</a><br/>",
	} {
		if got := asHTML(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestTitlesComeBack(t *testing.T) {
	for _, title := range []string{"AT&T", "&amp;", "&lt;b&gt;", "a &copy b", "&#8217;", "&&amp;;", "<b>"} {
		if got := decoded(undecoded(title)); got != title {
			t.Errorf("%q came back as %q", title, got)
		}
	}
	if got := undecoded("Herons & <cranes>"); got != "Herons & <cranes>" {
		t.Errorf("a title without references was changed to %q", got)
	}
}
