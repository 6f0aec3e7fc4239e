package pinboard

import (
	"html"
	"regexp"
	"strings"
)

// Pinboard stores what was typed and renders a few HTML tags in it. So does
// WordPress, hence the format of the body. Two differences between what was typed and
// HTML are resolved here, in the same way for all commentary: "<" is a literal
// character unless it begins a tag that has an effect, and "&" is one unless it
// begins a complete character reference.

var (
	reference = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
	tag       = regexp.MustCompile(`^<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?)*)\s*/?>`)
	anyTag    = regexp.MustCompile(`</?[A-Za-z][A-Za-z0-9]*`)
)

// referenceAt returns the character reference at the beginning of a text, and its
// meaning. It has to be complete, with a semicolon; without one, the & in
// "?a=1&copy=2" would begin a reference, too.
func referenceAt(text string) (whole, means string) {
	whole = reference.FindString(text)
	means = html.UnescapeString(whole)
	if means != ";" && strings.HasSuffix(means, ";") { // no name in HTML, or only its beginning is one
		return "", ""
	}
	return whole, means
}

// decoded decodes the character references in a title, once.
func decoded(text string) string {
	return replaced(text, "&", func(rest string) (string, int) {
		whole, means := referenceAt(rest)
		return means, len(whole)
	})
}

// undecoded is the inverse of decoded.
func undecoded(text string) string {
	return replaced(text, "&", func(rest string) (string, int) {
		if whole, _ := referenceAt(rest); whole != "" {
			return "&amp;", 1
		}
		return "", 0
	})
}

// replaced replaces what begins with one of the signs. with gets the text from there
// on and returns the replacement and the number of bytes that it replaces; zero keeps
// the sign.
func replaced(text, signs string, with func(rest string) (string, int)) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(text, signs)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		text = text[i:]
		by, n := with(text)
		if n == 0 {
			by, n = text[:1], 1
		}
		b.WriteString(by)
		text = text[n:]
	}
}

// asHTML converts commentary to HTML in WordPress's format: what is neither a tag nor
// a reference is escaped, and line ends in a quote without paragraphs become breaks,
// which WordPress makes outside of quotes only.
func asHTML(text string) string {
	begun := map[string]bool{} // "<b", "</b": the tags in the text
	for rest := text; ; {
		at := anyTag.FindStringIndex(rest)
		if at == nil {
			break
		}
		begun[strings.ToLower(rest[at[0]:at[1]])] = true
		rest = rest[at[1]:]
	}
	return brokenQuotes(replaced(text, "&<", func(rest string) (string, int) {
		if rest[0] == '&' {
			if whole, _ := referenceAt(rest); whole != "" {
				return whole, len(whole)
			}
			return "&amp;", 1
		}
		if m := tag.FindStringSubmatch(rest); m != nil && hasEffect(m, begun) {
			return m[0], len(m[0])
		}
		return "&lt;", 1
	}))
}

// hasEffect reports whether a tag is an HTML tag with an effect. A tag without
// attributes that is never closed is text: "the <b> element".
func hasEffect(m []string, begun map[string]bool) bool {
	name := strings.ToLower(m[2])
	switch {
	case standsAlone[name]:
		return true
	case !pairs[name]:
		return false
	case m[1] == "/":
		return begun["<"+name]
	}
	return strings.Contains(m[3], "=") || begun["</"+name]
}

// standsAlone are the elements whose end tag does not exist or is often omitted.
var standsAlone = setOf("blockquote br dd dt hr img li p td th tr wbr")

// pairs are the elements with an end tag.
var pairs = setOf(`a abbr acronym address article aside audio b bdi bdo big caption center cite code del details dfn
	div dl em embed figcaption figure font footer h1 h2 h3 h4 h5 h6 header i iframe ins kbd mark object ol pre q ruby rp rt s
	samp section small source span strike strong sub summary sup table tbody tfoot thead time tt u ul var video`)

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}

var (
	quote     = regexp.MustCompile(`(?is)(<blockquote(?:\s[^<>]*)?>)(.*?)(</blockquote\s*>|$)`)
	laidOut   = regexp.MustCompile(`(?is)<(?:address|blockquote|br|center|d[ltd]|div|figure|h[1-6r]|li|ol|p|pre|table|ul)[\s/>]|\n[ \t\r]*\n`)
	lineEnd   = regexp.MustCompile(`[ \t]*\r?\n`)
	edgeSpace = regexp.MustCompile(`^\s*|\s*$`)
)

// brokenQuotes turns line ends into breaks in quotes whose lines are not separated
// otherwise.
func brokenQuotes(text string) string {
	return quote.ReplaceAllStringFunc(text, func(whole string) string {
		m := quote.FindStringSubmatch(whole)
		inner := strings.TrimSpace(m[2])
		if !strings.Contains(inner, "\n") || laidOut.MatchString(inner) {
			return whole
		}
		edges := edgeSpace.FindAllString(m[2], 2)
		return m[1] + edges[0] + lineEnd.ReplaceAllString(inner, "<br>\n") + edges[len(edges)-1] + m[3]
	})
}
