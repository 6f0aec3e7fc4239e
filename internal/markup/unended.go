package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// withoutUnended takes away the power of start tags that would swallow all that
// follows: those of elements that go with what is in them, if nothing ends them.
// One without attributes was a word to its author ("the <title> element"), and
// is shown; another goes alone. Browsers would show nothing either; but the words
// are somebody's.
func withoutUnended(fragment string) string {
	if !strings.Contains(fragment, "<") {
		return fragment
	}
	var out strings.Builder
	ends := map[string]int{} // where the last end tag of a name begins
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
		if tag := string(name); !gone[tag] || tag == "embed" || endsBehind(fragment, tag, at, ends) {
			continue
		}
		z.NextIsNotRawText()
		out.WriteString(fragment[from:begin])
		if !attributes && kind == html.StartTagToken {
			out.WriteString("&lt;" + fragment[begin+1:at])
		}
		from = at
	}
	return out.String() + fragment[from:]
}

// endsBehind reports whether an element ends somewhere behind a place. Ends
// holds what was found out before.
func endsBehind(fragment, name string, place int, ends map[string]int) bool {
	if name == "plaintext" { // nothing ends that
		return false
	}
	last, known := ends[name]
	if !known {
		last = lastEnd(fragment, "</"+name)
		ends[name] = last
	}
	return last >= place
}

// lastEnd gives where an end tag, of which the beginning is given in lower case,
// stands last, in whatever case it is written there; -1 if it does not.
func lastEnd(s, begin string) int {
	for i := len(s) - len(begin) - 1; i >= 0; i-- {
		if s[i] == '<' && strings.EqualFold(s[i:i+len(begin)], begin) && strings.IndexByte(" \t\n\f\r/>", s[i+len(begin)]) >= 0 {
			return i
		}
	}
	return -1
}
