package markup_test

import (
	"strings"
	"testing"

	"pullquote/internal/markup"
)

// FuzzShortcodes holds that what stands outside brackets stays as it is, and that
// a body without the beginning of a shortcode is not changed.
func FuzzShortcodes(f *testing.F) {
	for _, body := range []string{
		"[caption id=\"a\" caption='b ]']<a href=x><img src=y></a> z[/caption]", "\n[code lang=go]\n[video http://a.b/]&amp;<br />[/code]\n",
		"[[embed]http://a.b/[/embed]] [embed] http://a.b/ [/embed]", "<a title=\"[video http://a.b/]\"> [youtube=http://a.b/][/youtube] [vimeo 1/]",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got := markup.WithoutShortcodes(body)
		if !strings.Contains(body, "[") && got != body {
			t.Errorf("%q became %q", body, got)
		}
		before, _, _ := strings.Cut(body, "[")
		if !strings.HasPrefix(got, before) {
			t.Errorf("%q lost what stands before its first bracket: %q", body, got)
		}
	})
}
