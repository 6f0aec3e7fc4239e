package frontmatter

import (
	"html"
	"regexp"
	"strings"
)

// Tags of Liquid as Jekyll has them (https://jekyllrb.com/docs/liquid/tags/),
// and those of Octopress and Hexo (https://hexo.io/docs/tag-plugins).
var (
	rawTag     = regexp.MustCompile(`(?s)\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}`)
	commentTag = blockTag(`comment`)
	quoteTag   = blockTag(`blockquote|quote`)
	codeTag    = blockTag(`codeblock|code|highlight`)
	pullTag    = blockTag(`pullquote`)

	imageTag = regexp.MustCompile(`\{%-?\s*img\s+([^%\n]*?)\s*-?%\}`)
	postTag  = regexp.MustCompile(`\{%-?\s*(?:post_url\s+|link\s+_posts/)(?:[^\s%]*/)?(\d{4})-(\d{2})-(\d{2})-([^\s%]+?)(?:\.(?:md|markdown|html))?\s*-?%\}`)
	filmTag  = regexp.MustCompile(`\{%-?\s*(youtube|vimeo|gist)\s+["']?([A-Za-z0-9_/-]+)["']?[^%\n]*%\}`)

	siteAddress = regexp.MustCompile(`\{\{-?\s*site\.(?:url|baseurl)\s*-?\}\}`)
	ownAddress  = regexp.MustCompile(`\{\{-?\s*["']([^"'\n{}]*)["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.\w+)(?:\s*\|\s*prepend:\s*site\.\w+)?\s*-?\}\}`)
	pageTitle   = regexp.MustCompile(`\{\{-?\s*page\.title\s*-?\}\}`)

	credit    = regexp.MustCompile(`^(.*?)\s*(https?://\S+)\s*(.*)$`)
	imageArgs = regexp.MustCompile(`^(?:([^'"]*?)\s+)?((?:https?://|/)\S+)(?:\s+(\d+)(?:\s+(\d+))?)?\s*(?:"([^"]*)"|'([^']*)'|([^"'\s][^"']*))?\s*(?:"([^"]*)"|'([^']*)')?$`)
	codeLang  = regexp.MustCompile(`(?:^|\s)lang:(\S+)`)
	options   = regexp.MustCompile(`(?:^|\s)(?:lang|mark|start|range|class|linenos|line_number|line_threshold|first_line|highlight|wrap):\S+`)
	pulled    = regexp.MustCompile(`\{"\s*(.*?)\s*"\}`)
)

// blockTag is a tag with what stands between it and its end.
func blockTag(names string) *regexp.Regexp {
	return regexp.MustCompile(`(?sm)(^[ \t]*)?\{%-?\s*(` + names + `)\b([^%\n]*?)\s*-?%\}(.*?)\{%-?\s*end(?:` + names + `)\s*-?%\}`)
}

// liquid replaces the tags of Liquid.
func (t *translation) liquid() {
	t.each(commentTag, func([]string) string { return "" })
	t.each(quoteTag, func(m []string) string { return t.quotation(strings.TrimSpace(m[3]), m[4]) })
	t.each(pullTag, func(m []string) string { return pulled.ReplaceAllString(m[4], "$1") })
	t.each(imageTag, func(m []string) string { return image(m[0], m[1]) })
	t.each(filmTag, func(m []string) string { return t.link(hosts[m[1]] + m[2]) })
	// Jekyll's addresses if nothing else is configured: the post is known by them.
	t.each(postTag, func(m []string) string { return "/" + m[1] + "/" + m[2] + "/" + m[3] + "/" + m[4] + ".html" })
	t.each(siteAddress, func([]string) string { return "" })
	t.each(ownAddress, func(m []string) string { return m[1] })
	t.each(pageTitle, func([]string) string { return t.title })
}

// hosts are where what tags name by a number is found.
var hosts = map[string]string{"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/", "gist": "https://gist.github.com/"}

// codeTag reads {% highlight go linenos %} and
// {% codeblock Title lang:go https://example.org/ Link %}.
func (t *translation) codeTag(groups []string) string {
	indent, name, args, text := groups[1], groups[2], strings.TrimSpace(groups[3]), groups[4]
	lang, title := "", ""
	if m := codeLang.FindStringSubmatch(args); m != nil {
		lang = m[1]
	}
	if name == "highlight" {
		lang, _, _ = strings.Cut(args, " ")
	} else {
		title = strings.TrimSpace(options.ReplaceAllString(args, ""))
	}
	if m := credit.FindStringSubmatch(title); m != nil {
		title = strings.TrimSpace(escape(m[1]) + ` <a href="` + escape(m[2]) + `">` + escape(firstOf(m[3], "link")) + "</a>")
	} else {
		title = escape(title)
	}
	if title != "" {
		title = "\n<p>" + title + "</p>\n"
	}
	return title + t.code(indent, lang, text)
}

// quotation reads {% blockquote Author, Source %} and
// {% blockquote Author https://example.org/ Title %}.
func (t *translation) quotation(args, text string) string {
	by, source, title := args, "", ""
	if m := credit.FindStringSubmatch(args); m != nil {
		by, source, title = strings.TrimRight(m[1], " ,"), m[2], firstOf(m[3], m[2])
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
		return "\n<blockquote>\n\n" + text + "\n\n</blockquote>\n" // they would need the marks of a quote, too
	}
	return "\n> " + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n> "), "\n> \n", "\n>\n") + "\n"
}

// image reads {% img class /a.png 200 100 "Title" "What it shows" %}.
func image(found, args string) string {
	m := imageArgs.FindStringSubmatch(args)
	if m == nil {
		return found
	}
	title := firstOf(m[5], m[6], strings.TrimSpace(m[7]))
	img := "<img"
	for _, a := range [][2]string{{"class", m[1]}, {"src", m[2]}, {"width", m[3]}, {"height", m[4]}, {"title", title}, {"alt", firstOf(m[8], m[9], title)}} {
		if a[1] != "" {
			img += " " + a[0] + `="` + escape(a[1]) + `"`
		}
	}
	return img + ">"
}

// escape makes HTML of a text that may have entities already.
func escape(text string) string { return html.EscapeString(html.UnescapeString(text)) }

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
