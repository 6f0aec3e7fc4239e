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

var (
	captioned = shortcode(`caption|wp_caption`, `(.*?)\[/(?:wp_)?caption\]`)
	embedded  = shortcode(`embed`, `\s*(https?://[^\s<>"\[\]]+)\s*\[/embed\]`)
	source    = shortcode(`sourcecode|code`, `(.*?)\[/(sourcecode|code)\]`)
	played    = shortcode(`audio|video|youtube|vimeo|gist`, `(?:\s*\[/(?:audio|video|youtube|vimeo|gist)\])?`)

	codeArgument = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))`)
	picture      = regexp.MustCompile(`(?is)^\s*((?:<a\s[^>]+>\s*)?<img\s[^>]+>(?:\s*</a>)?)(.*)$`)
	anyAddress   = regexp.MustCompile(`https?://[^\s"'<>|\]]+`)
)

// withoutShortcodes puts HTML in the place of shortcodes.
func withoutShortcodes(body string) string {
	if !strings.Contains(body, "[") {
		return body
	}
	body = eachCode(source, body, "code]", func(m []string) string {
		if m[2] != m[5] {
			return m[0]
		}
		return codeBlock(arguments(m[3]), m[4])
	})
	body = eachCode(captioned, body, "caption]", func(m []string) string { return figure(m[0], arguments(m[3]), m[4]) })
	body = eachCode(embedded, body, "[/embed]", func(m []string) string { return addressLink(m[4]) })
	return eachCode(played, body, "http", func(m []string) string {
		address := anyAddress.FindString(html.UnescapeString(m[3]))
		if address == "" {
			return m[0]
		}
		return addressLink(html.EscapeString(address))
	})
}

// eachCode calls replace for the shortcodes of a pattern that are meant. None is
// there without needs.
func eachCode(code *regexp.Regexp, body, needs string, replace func(groups []string) string) string {
	if !strings.Contains(body, needs) {
		return body
	}
	return code.ReplaceAllStringFunc(body, func(found string) string {
		m := code.FindStringSubmatch(found)
		if m[1] != "" {
			return found
		}
		return replace(m)
	})
}

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

// codeBlock is a program's text. It is stored with its signs escaped, or as it
// is, by the age of the plugin that showed it.
func codeBlock(args map[string]string, text string) string {
	if strings.ContainsAny(text, "<>") {
		text = html.EscapeString(text)
	}
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
