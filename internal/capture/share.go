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

// longTitle is the maximum length of a line, in characters, that is taken for the
// page's title if an app shares it with an address.
const longTitle = 200

// FromShare reads what a phone's share sheet sends
// (https://w3c.github.io/web-share-target/). Android puts the address into the text,
// as the last one in it. The rest of the text is a quote if it was shared as one, in
// quotation marks or with a text fragment in the address. If there is no title, a
// single line beside the address becomes the title.
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

// trimSentence removes the punctuation after an address at the end of a sentence.
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

// unquoted returns the text between the quotation marks around it, and whether there
// are any.
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

// sharedPassage returns the passage of a text directive if that contains it whole:
// "text=prefix-,start,-suffix". A range contains only its first and last words, so
// the result is empty.
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
