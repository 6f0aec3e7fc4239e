package markup

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// withoutUnended neutralises start tags that would swallow everything after them:
// those of elements that are removed with their contents, if they have no end tag.
// One without attributes was meant as text ("the <title> element"), and is shown;
// another is dropped. Browsers would show nothing of the rest either, but it is
// somebody's text.
func withoutUnended(fragment string) string {
	if !mentionsGone(fragment) {
		return fragment
	}
	return withoutUnendedParts(withoutUnendedText(fragment))
}

// mentionsGone reports whether anything in a fragment may be a start tag of an
// element that is removed with its contents. Most fragments have none, which this
// tells without a tokenizer.
func mentionsGone(fragment string) bool {
	var name [16]byte // more than the longest name in gone
	for {
		at := strings.IndexByte(fragment, '<')
		if at < 0 {
			return false
		}
		fragment = fragment[at+1:]
		n := 0
		for n < len(fragment) && n < len(name) {
			c := fragment[n] | 0x20
			if c < 'a' || c > 'z' {
				break
			}
			name[n] = c
			n++
		}
		if gone[string(name[:n])] {
			return true
		}
	}
}

// heldAsText lists the elements of gone whose contents are parsed as text up to
// the first end tag, whatever that is part of
// (https://html.spec.whatwg.org/#parsing-html-fragments).
var heldAsText = map[string]bool{
	"script": true, "style": true, "title": true, "noscript": true, "iframe": true, "textarea": true,
	"noembed": true, "noframes": true, "xmp": true, "plaintext": true,
}

// withoutUnendedText is withoutUnended for elements that contain text only.
func withoutUnendedText(fragment string) string {
	var out strings.Builder
	ends := ends{text: fragment, next: map[string]int{}, within: map[int]int{}}
	z := html.NewTokenizer(strings.NewReader(fragment))
	from, at := 0, 0
	for {
		kind := z.Next()
		begin := at
		at += len(z.Raw())
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, attributes := z.TagName()
		if tag := string(name); !heldAsText[tag] || ends.behind(tag, at) {
			continue
		}
		z.NextIsNotRawText()
		out.WriteString(fragment[from:begin] + powerless(fragment[begin:at], attributes || kind == html.SelfClosingTagToken))
		from = at
	}
	return out.String() + fragment[from:]
}

// powerless returns the replacement of a start tag without an end tag.
func powerless(tag string, isMarkup bool) string {
	if isMarkup {
		return ""
	}
	return "&lt;" + tag[1:]
}

// withoutUnendedParts is withoutUnended for elements that contain other elements.
func withoutUnendedParts(fragment string) string {
	type start struct {
		begin, end int
		isMarkup   bool
	}
	open := map[string][]start{}
	unended := map[int]start{}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for at := 0; ; {
		kind := z.Next()
		begin := at
		at += len(z.Raw())
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken && kind != html.EndTagToken {
			continue
		}
		name, attributes := z.TagName()
		tag := string(name)
		starts := open[tag]
		switch {
		case !gone[tag] || heldAsText[tag] || tag == "embed":
		case kind == html.EndTagToken && len(starts) > 0:
			delete(unended, starts[len(starts)-1].begin)
			open[tag] = starts[:len(starts)-1]
		case kind == html.EndTagToken || kind == html.SelfClosingTagToken && (tag == "svg" || tag == "math"):
		default:
			s := start{begin, at, attributes || kind == html.SelfClosingTagToken}
			open[tag], unended[begin] = append(starts, s), s
		}
	}
	if len(unended) == 0 {
		return fragment
	}
	var out strings.Builder
	from := 0
	for _, begin := range slices.Sorted(maps.Keys(unended)) {
		s := unended[begin]
		out.WriteString(fragment[from:begin] + powerless(fragment[begin:s.end], s.isMarkup))
		from = s.end
	}
	return out.String() + fragment[from:]
}

// ends finds end tags in a text.
type ends struct {
	text   string
	next   map[string]int // by name, the last one found
	within map[int]int    // by position of an end tag, where the tag or comment begins that contains it; -1 if there is none
}

// behind reports whether the first end tag of that name after from is a real one.
// In an attribute or a comment that begins after from, it is text, and then so was
// the start tag.
func (e *ends) behind(name string, from int) bool {
	if name == "plaintext" { // it has no end tag
		return false
	}
	at, known := e.next[name]
	if !known || at >= 0 && at < from {
		at = firstEnd(e.text, "</"+name, from)
		e.next[name] = at
	}
	if at < 0 {
		return false
	}
	tag, known := e.within[at]
	if !known {
		tag = tagAround(e.text, from, at)
		if name != "script" && name != "style" { // whose text may be in a comment
			tag = max(tag, commentAround(e.text, from, at))
		}
		e.within[at] = tag
	}
	return tag < from
}

// firstEnd returns the position of the first end tag after from; -1 if there is
// none. begin is the beginning of the tag in lower case; the case in s does not
// matter.
func firstEnd(s, begin string, from int) int {
	for {
		next := strings.Index(s[from:], "</")
		if next < 0 || from+next+len(begin) >= len(s) {
			return -1
		}
		from += next
		if strings.EqualFold(s[from:from+len(begin)], begin) && strings.IndexByte(" \t\n\f\r/>", s[from+len(begin)]) >= 0 {
			return from
		}
		from += len("</")
	}
}

// Limits, in bytes and in tags, of the backward search for the tag around a
// position.
const (
	longestTag = 4096
	mostSigns  = 16
)

// tagAround returns where the tag begins, after from, that contains the position at in a
// quoted attribute value; -1 if there is none. Only tags of allowed elements count,
// so that comparison signs in a program don't.
func tagAround(s string, from, at int) int {
	from = max(from, at-longestTag)
	begin := at
	for range mostSigns {
		i := strings.LastIndexByte(s[from:begin], '<')
		if i < 0 {
			return -1
		}
		begin = from + i
		if hasWithin(s[begin:min(len(s), at+longestTag)], at-begin) {
			return begin
		}
	}
	return -1
}

// commentAround returns where the comment begins, after from, that contains the position at;
// -1 if there is none.
func commentAround(s string, from, at int) int {
	from = max(from, at-longestTag)
	begin := strings.LastIndex(s[from:at], "<!--")
	if begin < 0 || strings.Contains(s[from+begin:at], "-->") || !strings.Contains(s[at:min(len(s), at+longestTag)], "-->") {
		return -1
	}
	return from + begin
}

// hasWithin reports whether a text begins with a tag that contains the position at in a quoted
// value.
func hasWithin(s string, at int) bool {
	i := 1
	for i < len(s) && isLetter(s[i]) || i > 1 && i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == 1 || !MayStand(s[1:i]) {
		return false
	}
	for i < at {
		before := i
		i += len(s[i:]) - len(strings.TrimLeft(s[i:], " \t\n\r\f"))
		name := strings.IndexAny(s[i:], " \t\n\r\f=<>\"'/")
		if name <= 0 || i == before {
			return false
		}
		i += name
		value := strings.TrimLeft(s[i:], " \t\n\r\f")
		if !strings.HasPrefix(value, "=") {
			continue
		}
		value = strings.TrimLeft(value[1:], " \t\n\r\f")
		if value == "" {
			return false
		}
		i = len(s) - len(value)
		if value[0] != '"' && value[0] != '\'' {
			end := strings.IndexAny(value, " \t\n\r\f<>\"'")
			if end <= 0 {
				return false
			}
			i += end
			continue
		}
		end := strings.IndexByte(value[1:], value[0])
		if end < 0 {
			return false
		}
		if past := i + 1 + end; at > i && at < past {
			return true
		}
		i += 1 + end + 1
	}
	return false
}
