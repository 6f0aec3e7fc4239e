package frontmatter

import (
	"regexp"
	"strings"
)

// Shortcodes of Hugo that it has of itself (https://gohugo.io/shortcodes/).
var (
	escapedShortcode = regexp.MustCompile(`(\{\{[<%])/\*(.*?)\*/([>%]\}\})`)

	highlightCode = regexp.MustCompile(`(?sm)(^[ \t]*)?\{\{[<%]\s*highlight\s+"?([\w+#-]+)"?[^>%\n]*[>%]\}\}(.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}`)
	detailsCode   = regexp.MustCompile(`(?s)\{\{([<%])\s*details\b([^\n]*?)\s*[>%]\}\}(.*?)\{\{[<%]\s*/\s*details\s*[>%]\}\}`)
	simpleCode    = regexp.MustCompile(`\{\{[<%]\s*(figure|youtube|vimeo|gist|tweet|x|twitter|instagram|ref|relref)\s+([^\n]*?)\s*/?[>%]\}\}`)
	codeArgs      = regexp.MustCompile("(?:([A-Za-z]+)\\s*=\\s*)?(?:\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`|([^\\s\"`=]+))")
)

// hugo replaces Hugo's shortcodes.
func (t *translation) hugo() {
	t.each(highlightCode, func(m []string) string { return t.code(m[1], m[2], m[3]) })
	t.each(detailsCode, func(m []string) string {
		args := shortcodeArgs(m[2])
		return "\n<details>\n<summary>" + escape(firstOf(args["summary"], args["title"], args["0"], "Details")) + "</summary>\n\n" + strings.TrimSpace(m[3]) + "\n\n</details>\n"
	})
	t.each(simpleCode, func(m []string) string {
		args := shortcodeArgs(m[2])
		switch first := firstOf(args["id"], args["0"]); {
		case m[1] == "figure":
			return hugoFigure(args)
		case m[1] == "ref" || m[1] == "relref":
			return firstOf(args["path"], args["0"]) // Hugo knows the address, we know the file
		case first == "":
			return m[0]
		case m[1] == "gist":
			return t.link(hosts["gist"] + strings.Trim(first+"/"+args["1"], "/"))
		case m[1] == "instagram":
			return t.link("https://www.instagram.com/p/" + first + "/")
		case hosts[m[1]] != "":
			return t.link(hosts[m[1]] + first)
		}
		// Of Twitter once a number alone, then the user, too.
		return t.link("https://twitter.com/" + firstOf(args["user"], "i") + "/status/" + firstOf(args["id"], args["1"], args["0"]))
	})
}

// shortcodeArgs gives a shortcode's arguments, those without a name by their
// place.
func shortcodeArgs(text string) map[string]string {
	args := map[string]string{}
	for i, m := range codeArgs.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(m[1])
		if name == "" {
			name = string(rune('0' + min(i, 9)))
		}
		args[name] = strings.ReplaceAll(m[2], `\"`, `"`) + m[3] + m[4]
	}
	return args
}

// hugoFigure is a picture as Hugo shows it.
func hugoFigure(args map[string]string) string {
	picture := `<img src="` + escape(firstOf(args["src"], args["0"])) + `"`
	for _, key := range []string{"alt", "width", "height"} {
		if value := firstOf(args[key]); value != "" {
			picture += " " + key + `="` + escape(value) + `"`
		}
	}
	picture += ">"
	if link := args["link"]; link != "" {
		picture = `<a href="` + escape(link) + `">` + picture + "</a>"
	}
	caption := ""
	if title := args["title"]; title != "" {
		caption = "<h4>" + escape(title) + "</h4>"
	}
	attribution := escape(args["attr"])
	if link := args["attrlink"]; link != "" && attribution != "" {
		attribution = `<a href="` + escape(link) + `">` + attribution + "</a>"
	}
	if words := strings.TrimSpace(escape(args["caption"]) + " " + attribution); words != "" {
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
