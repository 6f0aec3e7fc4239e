package shape

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// anyShortcode matches one of WordPress's shortcodes at the beginning of a word.
var anyShortcode = regexp.MustCompile(`(?m)(?:^|[\s>])(\[(?:caption|gallery|playlist|embed|audio|video|gist|youtube|vimeo|dailymotion|instagram|soundcloud|spotify|tweet|wpvideo|slideshow)\b[^\]\n]*\])`)

// Shortcode returns the first shortcode of a body that would be shown verbatim, or "" if
// there is none. In WordPress's own format, markup.Render interprets most of them, except
// those that refer to the old blog's media library.
func Shortcode(body string, format blog.Format) string {
	if format == blog.WordPress {
		body = markup.WithoutShortcodes(body)
	}
	i := strings.IndexByte(body, '[')
	if i < 0 {
		return ""
	}
	if m := anyShortcode.FindStringSubmatch(body[max(0, i-1):]); m != nil {
		return m[1]
	}
	return ""
}
