package capture

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
)

var webAddress = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"“”«»]+`)

// longTitle is how long a line that an app shares beside an address may be to
// pass for the page's title, in characters.
const longTitle = 200

// FromShare reads what a phone's share sheet sends (https://w3c.github.io/web-share-target/).
// Android puts the address into the text: it is the last one there. What else
// is in the text is a quote if it was shared as one, in quotation marks or
// with the address of its passage; a line beside an address that has no title
// is the title.
func FromShare(q url.Values) Brought {
	title, text := first(q, "title"), first(q, "text")
	b := Brought{URL: first(q, "url"), Title: title}
	if found := webAddress.FindAllStringIndex(text, -1); b.URL == "" && len(found) > 0 {
		at := found[len(found)-1]
		b.URL = trimSentence(text[at[0]:at[1]])
		text = strings.TrimSpace(text[:at[0]] + text[at[0]+len(b.URL):])
	} else if b.URL != "" {
		text = strings.TrimSpace(strings.ReplaceAll(text, b.URL, ""))
	}
	if b.URL == "" && webAddress.MatchString(title) {
		b.URL, b.Title = title, ""
	}
	passage := strings.Contains(b.URL, ":~:text=")
	inside, quoted := unquoted(text)
	switch {
	case text == "" || text == b.Title:
	case quoted:
		b.Passages = []Passage{{Text: inside}}
	case b.Title == "" && !passage && b.URL != "" && !strings.Contains(text, "\n") && utf8.RuneCountInString(text) <= longTitle:
		b.Title = strings.TrimRight(text, " :-–—")
	default:
		b.Passages = []Passage{{Text: text}}
	}
	return b
}

// trimSentence takes off what ends the sentence that an address stands in.
func trimSentence(address string) string {
	for address != "" {
		last, size := utf8.DecodeLastRuneInString(address)
		closing := last == ')' && strings.Count(address, ")") > strings.Count(address, "(")
		if !strings.ContainsRune(".,;:!?'’\"]}", last) && !closing {
			break
		}
		address = address[:len(address)-size]
	}
	return address
}

// unquoted gives the words between the quotation marks around a text, and
// whether there are such.
func unquoted(text string) (string, bool) {
	open, n := utf8.DecodeRuneInString(text)
	shut, m := utf8.DecodeLastRuneInString(text)
	if n+m >= len(text) || !unicode.In(open, unicode.Pi, unicode.Ps, unicode.Pf) && open != '"' || !unicode.In(shut, unicode.Pf, unicode.Pi, unicode.Pe) && shut != '"' {
		return text, false
	}
	if open == '(' || open == '[' || open == '{' {
		return text, false
	}
	return strings.TrimSpace(text[n : len(text)-m]), true
}

// sharedPassage gives the words of a text directive that are a passage whole:
// "text=prefix-,start,-suffix". One with an end names its first and last words
// only.
func sharedPassage(directive string) string {
	for part := range strings.SplitSeq(directive, "&") {
		value, ok := strings.CutPrefix(part, "text=")
		if !ok {
			continue
		}
		var terms []string
		for term := range strings.SplitSeq(value, ",") {
			if !strings.HasSuffix(term, "-") && !strings.HasPrefix(term, "-") {
				terms = append(terms, term)
			}
		}
		if len(terms) != 1 {
			return ""
		}
		if words, err := url.PathUnescape(terms[0]); err == nil {
			return blog.Line(words, blog.MaxTitle)
		}
	}
	return ""
}
