package shape

import (
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestWhatPagesLeaveOut(t *testing.T) {
	for body, want := range map[string]string{
		"<p>No <b>film</b>. <picture><source srcset=\"a\" src=\"b\"></picture></p>":                            "",
		`<iframe src="//a.example/1"></iframe> <IFRAME SRC='//a.example/1' /></iframe>`:                        "//a.example/1",
		`<video poster="p"><source src="b.mp4"><source src="c.webm"></video><source src="d">`:                  "b.mp4 c.webm",
		`<object data="e.swf"><param name="movie" value="f"><embed src="g.swf"></object>`:                      "e.swf g.swf",
		`<audio src="h.mp3" controls></audio><script src="https://i.example/j.js"></script><script>x</script>`: "h.mp3 https://i.example/j.js",
	} {
		if got := strings.Join(Embedded(body), " "); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestShortcodesThatShowAsTheyStand(t *testing.T) {
	for _, tt := range []struct {
		body   string
		format blog.Format
		want   string
	}{
		{"a [gallery ids=\"1,2\"]", blog.WordPress, `[gallery ids="1,2"]`},
		{"[caption width=\"3\"]<img src=\"a\"> b[/caption]", blog.WordPress, ""},
		{"[caption width=\"3\"]<img src=\"a\"> b[/caption]", blog.Markdown, `[caption width="3"]`},
		{"[youtube 7]", blog.WordPress, "[youtube 7]"},
		{"[youtube=https://films.example/7]", blog.WordPress, ""},
		{"a[1] and [gallery", blog.HTML, ""},
	} {
		if got := Shortcode(tt.body, tt.format); got != tt.want {
			t.Errorf("%s as %s: %q, want %q", tt.body, tt.format, got, tt.want)
		}
	}
}
