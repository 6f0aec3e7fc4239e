package markup

import (
	"html"
	"regexp"
	"strings"
)

// Shortcodes are words in brackets in whose place WordPress shows something
// else (https://codex.wordpress.org/Shortcode_API). Those are known here whose
// meaning stands in the body itself; a gallery for instance needs the old
// blog's library, and stays as it is written.

// shortcode is one of a name, with what stands in it and its end, if it has
// one. A second bracket before it means that it is not meant.
func shortcode(names, end string) *regexp.Regexp {
	return regexp.MustCompile(`(?s)(\[?)\[(` + names + `)\b([^\[\]]*)\]` + end)
}

// pairs are the arguments of a shortcode.
const pairs = `(?:\s+[A-Za-z][A-Za-z0-9_-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'\]]+))*\s*/?`

var (
	captioned = shortcode(`caption|wp_caption`, `(.*?)\[/(?:wp_)?caption\]`)
	embedded  = shortcode(`embed`, `\s*(https?://[^\s<>"\[\]]+)\s*\[/embed\]`)
	source    = shortcode(`sourcecode|code`, `(.*?)\[/(sourcecode|code)\]`)
	played    = shortcode(`audio|video|youtube|vimeo|gist`, `(?:([^\[\]]*)\[/(?:audio|video|youtube|vimeo|gist)\])?`)

	onlyPairs    = regexp.MustCompile(`^` + pairs + `$`)
	playable     = regexp.MustCompile(`^(?:=\s*\S+\s*|\s+https?://\S+\s*|` + pairs + `)$`)
	codeArgument = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))`)
	picture      = regexp.MustCompile(`(?is)^\s*((?:<a\s[^>]+>\s*)?<img(?:\s+[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*\s*/?>(?:\s*</a>)?)(.*)$`)
	anyAddress   = regexp.MustCompile(`https?://[^\s"'<>|\]]+`)
)

// WithoutShortcodes gives a body of WordPress's in which HTML stands in the place of
// the shortcodes that are known here. It is not safe; Render does the same.
func WithoutShortcodes(body string) string {
	if !strings.Contains(body, "[") {
		return body
	}
	body = eachCode(source, body, "code]", func(m []string, alone bool) string {
		if m[2] != m[5] || !alone || !onlyPairs.MatchString(m[3]) {
			return m[0]
		}
		return codeBlock(arguments(m[3]), m[4])
	})
	body = eachCode(captioned, body, "caption]", func(m []string, _ bool) string { return figure(m[0], arguments(m[3]), m[4]) })
	body = eachCode(embedded, body, "[/embed]", func(m []string, _ bool) string { return addressLink(m[4]) })
	return eachCode(played, body, "http", func(m []string, _ bool) string {
		address := anyAddress.FindString(html.UnescapeString(m[3]))
		if address == "" || !playable.MatchString(m[3]) {
			return m[0]
		}
		words := strings.TrimSpace(m[4])
		if words != "" {
			words = " " + words
		}
		return addressLink(html.EscapeString(address)) + words
	})
}

// eachCode calls replace for the shortcodes of a pattern that are meant, and tells
// it whether they have their lines for themselves. None is there without needs, and
// none in a tag.
func eachCode(code *regexp.Regexp, body, needs string, replace func(groups []string, alone bool) string) string {
	if !strings.Contains(body, needs) {
		return body
	}
	var out strings.Builder
	from, inTag := 0, false
	for _, at := range code.FindAllStringSubmatchIndex(body, -1) {
		before := body[from:at[0]]
		out.WriteString(before)
		inTag = endsInTag(before, inTag)
		groups := make([]string, len(at)/2)
		for i := range groups {
			if at[2*i] >= 0 {
				groups[i] = body[at[2*i]:at[2*i+1]]
			}
		}
		from = at[1]
		if inTag || groups[1] != "" {
			out.WriteString(groups[0])
			inTag = endsInTag(groups[0], inTag)
			continue
		}
		out.WriteString(replace(groups, isBlank(before[strings.LastIndexByte(before, '\n')+1:]) && isBlank(lineOf(body[from:min(len(body), from+64)]))))
	}
	return out.String() + body[from:]
}

// endsInTag reports whether a text, which may begin in a tag, ends in one.
func endsInTag(text string, inTag bool) bool {
	for i := range len(text) {
		switch {
		case text[i] == '>':
			inTag = false
		case text[i] == '<' && i+1 < len(text) && (text[i+1] == '/' || text[i+1]|0x20 >= 'a' && text[i+1]|0x20 <= 'z'):
			inTag = true
		}
	}
	return inTag
}

// lineOf gives a text up to its first line end.
func lineOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func isBlank(part string) bool { return strings.TrimSpace(part) == "" }

// arguments gives what stands in a shortcode behind its name.
func arguments(text string) map[string]string {
	values := map[string]string{}
	for _, m := range codeArgument.FindAllStringSubmatch(text, -1) {
		values[strings.ToLower(m[1])] = m[2] + m[3] + m[4]
	}
	return values
}

// figure is a picture with its caption, which stands behind the picture or, in
// older posts, in the shortcode. Without either WordPress shows no figure; what
// it shows then differs, so that the words stay.
func figure(found string, args map[string]string, inner string) string {
	image, caption := inner, strings.TrimSpace(args["caption"])
	if m := picture.FindStringSubmatch(inner); m != nil && caption == "" {
		image, caption = m[1], strings.TrimSpace(m[2])
	}
	if caption == "" || !strings.Contains(strings.ToLower(image), "<img") {
		return found
	}
	class := "wp-caption " + args["align"]
	if args["align"] == "" {
		class += "alignnone"
	}
	id := ""
	if args["id"] != "" {
		id = ` id="` + html.EscapeString(args["id"]) + `"`
	}
	return "<figure" + id + ` class="` + html.EscapeString(class) + `">` + strings.TrimSpace(image) + `<figcaption class="wp-caption-text">` + caption + "</figcaption></figure>"
}

var (
	bareAmpersand = regexp.MustCompile(`&(?:#[0-9]+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?`)
	lineBreak     = regexp.MustCompile(`<br\s*/?>\n?`)
)

// codeBlock is a program's text. It is stored with its signs escaped, or as it
// is, by the age of the plugin that showed it.
func codeBlock(args map[string]string, text string) string {
	text = lineBreak.ReplaceAllString(text, "\n")
	text = bareAmpersand.ReplaceAllStringFunc(text, func(found string) string {
		if found == "&" {
			return "&amp;"
		}
		return found
	})
	text = strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(text)
	class := ""
	for _, key := range []string{"language", "lang"} {
		if args[key] != "" {
			class = ` class="language-` + html.EscapeString(args[key]) + `"`
		}
	}
	return "<pre><code" + class + ">" + strings.Trim(text, "\n") + "</code></pre>"
}

// addressLink leads to an address that stands in HTML, as WordPress does where
// it can't show what is there.
func addressLink(address string) string { return `<a href="` + address + `">` + address + "</a>" }
