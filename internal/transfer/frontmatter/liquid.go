package frontmatter

import (
	"cmp"
	"html"
	"slices"
	"strings"
)

// Tags of Liquid in Jekyll (https://jekyllrb.com/docs/liquid/tags/), Octopress and Hexo
// (https://hexo.io/docs/tag-plugins).

// hosts are the address prefixes of what tags refer to by ID.
var hosts = map[string]string{"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/", "gist": "https://gist.github.com/"}

// liquid returns the translation of a Liquid tag without an end tag.
func (t *translation) liquid(p *piece) (shown string, known bool) {
	if p.closes {
		return "", false
	}
	switch p.name {
	case "img":
		return image(p.args)
	case "youtube", "vimeo", "gist":
		first, _, _ := strings.Cut(p.args, " ")
		switch first = strings.Trim(first, `"'`); {
		case strings.HasPrefix(first, "https://"), strings.HasPrefix(first, "http://"):
			return t.address(first), true
		case first != "" && strings.Trim(first, wordSigns+"/-") == "":
			return t.address(hosts[p.name] + first), true
		}
	}
	return "", false
}

// wordSigns are letters, digits and the underscore.
const wordSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

// value returns the translation of {{ … }}. The site's own address is removed, so
// that the rest is the path of a post, which is on this blog now.
func (t *translation) value(args string) (shown string, known bool) {
	var parts []string
	for part := range strings.SplitSeq(args, "|") {
		parts = append(parts, strings.TrimSpace(part))
	}
	switch first := parts[0]; {
	case len(parts) == 1 && first == "page.title":
		return t.title, true
	case len(parts) == 1 && (first == "site.url" || first == "site.baseurl"):
		return "", true
	case len(parts) > 1 && len(parts) < 4 && isQuoted(first) && !slices.ContainsFunc(parts[1:], isOther):
		return first[1 : len(first)-1], true
	}
	return "", false
}

// isQuoted reports whether a text is a single quoted string.
func isQuoted(text string) bool {
	return len(text) > 1 && strings.IndexByte(`"'`, text[0]) >= 0 && text[len(text)-1] == text[0] && !strings.ContainsAny(text[1:len(text)-1], "\"'\n")
}

// isOther reports whether a filter does anything but complete an address.
func isOther(filter string) bool {
	name, arg, _ := strings.Cut(filter, ":")
	if name = strings.TrimSpace(name); name == "prepend" {
		return !strings.HasPrefix(strings.TrimSpace(arg), "site.")
	}
	return name != "relative_url" && name != "absolute_url"
}

// program translates {% highlight go linenos %},
// {% codeblock Title lang:go https://example.org/ Link %} and Hugo's
// {{< highlight go "linenos=table" >}}.
func (t *translation) program(p *piece, indent string) string {
	words := strings.Fields(p.args)
	if p.lang.isHugo() {
		return t.fenced(indent, shortcodeArgs(p.args)["0"], p.inner)
	}
	lang := ""
	if p.name == "highlight" {
		lang, _, _ = strings.Cut(p.args, " ")
		return t.fenced(indent, lang, p.inner)
	}
	words = slices.DeleteFunc(words, func(word string) bool {
		key, value, _ := strings.Cut(word, ":")
		if key == "lang" && lang == "" {
			lang = value
		}
		return value != "" && slices.Contains(programOptions, key)
	})
	title := escape(strings.Join(words, " "))
	if before, address, after, ok := cutAddress(strings.Join(words, " ")); ok {
		title = strings.TrimSpace(escape(before) + ` <a href="` + escape(address) + `">` + escape(cmp.Or(after, "link")) + "</a>")
	}
	if title != "" {
		title = "\n<p>" + title + "</p>\n"
	}
	return title + t.fenced(indent, lang, p.inner)
}

// programOptions are options for the presentation of code.
var programOptions = []string{"lang", "mark", "start", "range", "class", "linenos", "line_number", "line_threshold", "first_line", "highlight", "wrap"}

// cutAddress splits a text around the first address in it.
func cutAddress(text string) (before, address, after string, ok bool) {
	for i := 0; ; {
		next := strings.Index(text[i:], "http")
		if next < 0 {
			return text, "", "", false
		}
		i += next
		rest := strings.TrimPrefix(text[i+len("http"):], "s")
		if strings.HasPrefix(rest, "://") && len(rest) > len("://") && rest[len("://")] != ' ' {
			end := strings.IndexAny(text[i:], " \t\n")
			if end < 0 {
				end = len(text) - i
			}
			return strings.TrimSpace(text[:i]), text[i : i+end], strings.TrimSpace(text[i+end:]), true
		}
		i += len("http")
	}
}

// quotation translates {% blockquote Author, Source %} and
// {% blockquote Author https://example.org/ Title %}.
func (t *translation) quotation(args, text string) string {
	by, source, title := args, "", ""
	if before, address, after, ok := cutAddress(args); ok {
		by, source, title = strings.TrimRight(before, " ,"), address, cmp.Or(after, address)
	} else if author, work, two := strings.Cut(args, ","); two {
		by, title = author, strings.TrimSpace(work)
	}
	foot := ""
	if by != "" {
		foot = "<strong>" + escape(by) + "</strong>"
	}
	if cite := escape(title); cite != "" {
		if source != "" {
			cite = `<a href="` + escape(source) + `">` + cite + "</a>"
		}
		foot = strings.TrimSpace(foot + " <cite>" + cite + "</cite>")
	}
	if foot != "" {
		foot = "<footer>" + foot + "</footer>"
	}
	text = strings.TrimSpace(text)
	if t.html {
		return "<blockquote><p>" + strings.ReplaceAll(text, "\n\n", "</p>\n<p>") + "</p>" + foot + "</blockquote>"
	}
	if foot != "" {
		text += "\n\n" + foot
	}
	if t.hasLines(text) {
		return "\n<blockquote>\n\n" + text + "\n\n</blockquote>\n" // they would need the quote's markers, too
	}
	return "\n> " + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n> "), "\n> \n", "\n>\n") + "\n"
}

// withoutPulled removes the markers around a pull quote, {" such as this "}, which
// was also shown in the margin.
func withoutPulled(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		for {
			before, rest, ok := strings.Cut(line, `{"`)
			words, after, ended := strings.Cut(rest, `"}`)
			if !ok || !ended {
				break
			}
			b.WriteString(before + strings.TrimSpace(words))
			line = after
		}
		b.WriteString(line)
	}
	return b.String()
}

// image translates {% img class /a.png 200 100 "Title" "What it shows" %}.
func image(args string) (img string, ok bool) {
	var class []string
	words := imageWords(args)
	for len(words) > 0 && !isImageAddress(words[0]) {
		if words[0].quoted {
			return "", false
		}
		class, words = append(class, words[0].text), words[1:]
	}
	if len(words) == 0 {
		return "", false
	}
	src := words[0].text
	words = words[1:]
	var size [2]string
	for i := range size {
		if len(words) > 0 && !words[0].quoted && strings.Trim(words[0].text, "0123456789") == "" {
			size[i], words = words[0].text, words[1:]
		}
	}
	title := ""
	if len(words) > 0 && words[0].quoted {
		title, words = words[0].text, words[1:]
	} else {
		for len(words) > 0 && !words[0].quoted {
			title, words = strings.TrimSpace(title+" "+words[0].text), words[1:]
		}
	}
	alt := title
	if len(words) == 1 && words[0].quoted {
		alt, words = cmp.Or(words[0].text, title), nil
	}
	if len(words) > 0 {
		return "", false
	}
	img = "<img"
	for _, a := range [][2]string{{"class", strings.Join(class, " ")}, {"src", src}, {"width", size[0]}, {"height", size[1]}, {"title", title}, {"alt", alt}} {
		if a[1] != "" {
			img += " " + a[0] + `="` + escape(a[1]) + `"`
		}
	}
	return img + ">", true
}

// imageWord is an argument of an image tag.
type imageWord struct {
	text   string
	quoted bool
}

func isImageAddress(w imageWord) bool {
	return !w.quoted && (strings.HasPrefix(w.text, "/") || strings.HasPrefix(w.text, "http://") || strings.HasPrefix(w.text, "https://"))
}

// imageWords splits the arguments of an image tag into words and quoted strings. A
// quotation mark within a word is an apostrophe.
func imageWords(args string) (words []imageWord) {
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		if mark := args[:1]; mark == `"` || mark == "'" {
			if text, rest, ok := strings.Cut(args[1:], mark); ok {
				words, args = append(words, imageWord{text, true}), rest
				continue
			}
		}
		end := strings.IndexAny(args, " \t\n")
		if end < 0 {
			end = len(args)
		}
		words, args = append(words, imageWord{args[:end], false}), args[end:]
	}
	return words
}

// escape escapes a text, which may already contain entities, for HTML.
func escape(text string) string { return html.EscapeString(html.UnescapeString(text)) }
