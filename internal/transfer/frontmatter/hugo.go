package frontmatter

import (
	"cmp"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// shortcode returns the translation of a built-in shortcode of Hugo without an end tag
// (https://gohugo.io/shortcodes/).
func (t *translation) shortcode(p *piece) (shown string, known bool) {
	if p.closes {
		return "", false
	}
	args := shortcodeArgs(p.args)
	first := cmp.Or(args["id"], args["0"])
	switch p.name {
	case "figure":
		return t.figure(args), true
	case "gist":
		first = strings.Trim(first+"/"+args["1"], "/")
		fallthrough
	case "youtube", "vimeo":
		return t.address(hosts[p.name] + first), first != ""
	case "instagram":
		return t.address("https://www.instagram.com/p/" + first + "/"), first != ""
	case "tweet", "x", "twitter":
		// Older versions take the number only, newer ones also the user.
		return t.address("https://twitter.com/" + cmp.Or(args["user"], "i") + "/status/" + cmp.Or(args["id"], args["1"], args["0"])), first != ""
	}
	return "", false
}

// details renders a disclosure.
func (t *translation) details(args, inner string) string {
	named := shortcodeArgs(args)
	summary := t.inWords(cmp.Or(named["summary"], named["title"], named["0"], "Details"))
	return "\n<details>\n<summary>" + summary + "</summary>\n\n" + strings.TrimSpace(inner) + "\n\n</details>\n"
}

// shortcodeArgs parses a shortcode's arguments, by name in lower case or else by
// position.
func shortcodeArgs(text string) map[string]string {
	args := map[string]string{}
	for position := 0; ; position++ {
		text = strings.TrimLeft(text, " \t\n")
		if text == "" {
			return args
		}
		name := ""
		if n := nameLength(text, hugoPlain); n > 0 {
			if rest := strings.TrimLeft(text[n:], " \t\n"); strings.HasPrefix(rest, "=") {
				name, text = strings.ToLower(text[:n]), strings.TrimLeft(rest[len("="):], " \t\n")
			}
		}
		value, n := argument(text)
		text = text[n:]
		if name == "" {
			name = strconv.Itoa(position)
		}
		args[name] = value
	}
}

// argument parses the value at the beginning of a text, and returns its length in the
// text.
func argument(text string) (value string, length int) {
	if text != "" && (text[0] == '"' || text[0] == '`') {
		if end, _ := quoted(text, hugoPlain); end > 0 {
			value = text[1:end]
			if text[0] == '"' {
				value = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(value)
			}
			return value, end + 1
		}
	}
	length = strings.IndexAny(text, " \t\n")
	if length < 0 {
		length = len(text)
	}
	return text[:length], length
}

// figure renders a picture as Hugo does. Its captions are Markdown.
func (t *translation) figure(args map[string]string) string {
	picture := `<img src="` + escape(cmp.Or(args["src"], args["0"])) + `"`
	for _, key := range []string{"alt", "width", "height"} {
		if value := args[key]; value != "" {
			picture += " " + key + `="` + escape(value) + `"`
		}
	}
	picture += ">"
	if link := args["link"]; link != "" {
		picture = `<a href="` + escape(link) + `">` + picture + "</a>"
	}
	caption := ""
	if title := args["title"]; title != "" {
		caption = "<h4>" + t.inWords(title) + "</h4>"
	}
	attribution := t.inWords(args["attr"])
	if link := args["attrlink"]; link != "" && attribution != "" && !strings.Contains(attribution, "<a ") {
		attribution = `<a href="` + escape(link) + `">` + attribution + "</a>"
	}
	if words := strings.TrimSpace(t.inWords(args["caption"]) + " " + attribution); words != "" {
		caption += "<p>" + words + "</p>"
	}
	if caption != "" {
		caption = "<figcaption>" + caption + "</figcaption>"
	}
	class := ""
	if args["class"] != "" {
		class = ` class="` + escape(args["class"]) + `"`
	}
	return "<figure" + class + ">" + picture + caption + "</figure>"
}

// mostCaptions is how many captions of a body are rendered as Markdown. Each takes as
// long as a paragraph; further ones are shown as written.
const mostCaptions = 1000

// inWords renders Markdown within a line as HTML. If the figure is in a paragraph,
// its text is parsed as Markdown once more, so characters with a meaning there are
// written as character references.
func (t *translation) inWords(text string) string {
	if !strings.ContainsAny(text, "*_`[]<>&~\\/@:.#+-=|\n") {
		return escape(text)
	}
	if t.captions++; t.captions > mostCaptions {
		return escape(text)
	}
	rendered, _ := markup.Render(text, blog.Markdown)
	html := strings.TrimSpace(rendered.HTML)
	if words, ok := strings.CutPrefix(html, "<p>"); ok && strings.Count(html, "<p>") == 1 {
		if words, ok = strings.CutSuffix(words, "</p>"); ok {
			html = words
		}
	}
	var b strings.Builder
	inTag := false
	for i, c := range html {
		switch {
		case c == '\n':
			c = ' ' // a blank line would end the figure
		case c == '<', c == '>':
			inTag = c == '<'
		case !inTag && (strings.ContainsRune("*_`[]~\\@", c) || c == ':' && strings.HasPrefix(html[i:], "://") || c == '.' && strings.HasSuffix(html[:i], "www")):
			b.WriteString("&#" + strconv.Itoa(int(c)) + ";")
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}
