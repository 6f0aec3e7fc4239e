package shape

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// anyShortcode is one of WordPress, at the beginning of a word.
var anyShortcode = regexp.MustCompile(`(?m)(?:^|[\s>])(\[(?:caption|gallery|playlist|embed|audio|video|gist|youtube|vimeo|dailymotion|instagram|soundcloud|spotify|tweet|wpvideo|slideshow)\b[^\]\n]*\])`)

// Shortcode gives the first shortcode of a body that shows as it stands; empty
// if there is none. Of those in WordPress' own format most have a meaning to
// markup.Render; what is in the old blog's library is not in the body.
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
