package metadata

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
)

// cdata is the wrapping that Readability takes off.
var cdata = regexp.MustCompile(`^\s*<!\[CDATA\[|\]\]>\s*$`)

// parse reads a JSON text; ok if it has no faults.
func parse(text string) (value any, ok bool) {
	err := json.Unmarshal([]byte(cdata.ReplaceAllString(text, "")), &value)
	return value, err == nil
}

// mend reads the values of a text that is not quite JSON: with comments around
// or within, trailing commas, line breaks in strings, escapes that are none,
// quotes written as entities, several values in a row, or an end that is
// missing. What comes behind a fault that it can't mend is lost.
func mend(text string) []any {
	if !strings.Contains(text, `"`) {
		text = html.UnescapeString(text)
	}
	decoder := json.NewDecoder(strings.NewReader(mended(text)))
	var values []any
	for len(values) < mostNodes {
		var value any
		err := decoder.Decode(&value)
		if err != nil && !errors.Is(err, io.EOF) {
			return values
		}
		if err != nil {
			break
		}
		values = append(values, value)
	}
	return values
}

// mender writes JSON as it reads what is meant to be JSON.
type mender struct {
	in    string
	out   strings.Builder
	open  []byte // the brackets that are still to close
	comma bool   // one was read, and is written if a value follows
}

// mended returns a text with those faults mended that can be seen from left to
// right.
func mended(text string) string {
	m := mender{in: text}
	for len(m.in) > 0 {
		m.step()
	}
	for i := len(m.open) - 1; i >= 0; i-- {
		m.out.WriteByte(m.open[i])
	}
	return m.out.String()
}

// step takes one token over.
func (m *mender) step() {
	c := m.in[0]
	if n := noise(m.in); n > 0 {
		m.in = m.in[n:]
		return
	}
	switch {
	case strings.IndexByte(" \t\r\n", c) >= 0:
		m.out.WriteByte(c)
	case c == ',':
		m.comma = true
	case c == '"':
		m.flush()
		m.text()
		return
	case c == '{' || c == '[':
		m.flush()
		m.out.WriteByte(c)
		m.open = append(m.open, c+2) // in ASCII the closing ones are two further
	case c == '}' || c == ']':
		m.close(c)
	default:
		m.flush()
		m.out.WriteByte(c)
	}
	m.in = m.in[1:]
}

// flush writes the comma that was read, if something stands before it.
func (m *mender) flush() {
	if m.comma && len(m.open) > 0 {
		m.out.WriteByte(',')
	}
	m.comma = false
}

// close writes a closing bracket, without the comma before it. One that closes
// nothing is left out.
func (m *mender) close(c byte) {
	m.comma = false
	if n := len(m.open); n > 0 && m.open[n-1] == c {
		m.out.WriteByte(c)
		m.open = m.open[:n-1]
	}
}

// mark returns the length of what once made a script pass for XHTML, or hid it from browsers
// that knew none, if it stands at the beginning of a text.
func mark(text string) int {
	for _, m := range []string{"<![CDATA[", "]]>", "-->", ";", "\uFEFF"} {
		if strings.HasPrefix(text, m) {
			return len(m)
		}
	}
	return 0
}

// longestRemark is how far the end of a comment of HTML is looked for.
const longestRemark = 2 << 10

// noise returns the length of what stands at the beginning of a text without
// being JSON: marks, and comments. A comment of HTML that has a bracket in it
// is no comment: it is around all.
func noise(text string) int {
	behind := func(end string) int {
		if i := strings.Index(text, end); i >= 0 {
			return i + len(end)
		}
		return len(text)
	}
	switch {
	case strings.HasPrefix(text, "/*"):
		return behind("*/")
	case strings.HasPrefix(text, "//"):
		if rest := strings.TrimLeft(head(text[2:], 20), " \t"); mark(rest) > 0 || strings.HasPrefix(rest, "<!--") {
			return 2
		}
		return behind("\n")
	case strings.HasPrefix(text, "<!--"):
		remark, _, closed := strings.Cut(head(text, longestRemark), "-->")
		if closed && !strings.ContainsAny(remark, "{[") {
			return len(remark) + len("-->")
		}
		return len("<!--")
	}
	return mark(text)
}

// text takes a string over: what has to be escaped is, and what is escaped but
// can't be is no longer.
func (m *mender) text() {
	m.out.WriteByte('"')
	for i := 1; i < len(m.in); i++ {
		switch c := m.in[i]; {
		case c == '"':
			m.out.WriteByte('"')
			m.in = m.in[i+1:]
			return
		case c == '\\' && i+1 < len(m.in):
			if i++; escapes(m.in[i:]) {
				m.out.WriteByte('\\')
			}
			m.out.WriteByte(max(m.in[i], ' '))
		case c == '\\', c < ' ':
			m.out.WriteByte(' ')
		default:
			m.out.WriteByte(c)
		}
	}
	m.out.WriteByte('"')
	m.in = ""
}

var escape = regexp.MustCompile(`^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`)

// escapes reports whether a text is what may stand behind a backslash.
func escapes(text string) bool { return escape.MatchString(head(text, 5)) }
