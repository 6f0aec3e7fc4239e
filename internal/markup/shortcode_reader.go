package markup

import "strings"

const whiteSpace = " \t\n\r\f"

// shortcode is a shortcode found in a body.
type shortcode struct {
	name    string
	args    []shortcodeArg
	single  bool // [name/]: it has no end tag
	escaped bool // [[name]]: it is shown literally
	at, end int
	html    string // its replacement
}

// shortcodeArg is an argument of a shortcode. The name of a positional argument is
// empty.
type shortcodeArg struct{ name, value string }

// arg returns the last argument of a name.
func (s shortcode) arg(name string) (value string) {
	for _, arg := range s.args {
		if arg.name == name {
			value = arg.value
		}
	}
	return value
}

// named reports whether all arguments have names. Ordinary text in brackets has
// none.
func (s shortcode) named() bool {
	for _, arg := range s.args {
		if arg.name == "" {
			return false
		}
	}
	return true
}

// shortcodeReader finds shortcodes in a body, in linear time. Its methods must be
// called with increasing positions.
type shortcodeReader struct {
	body  string
	tag   int            // all HTML tags that begin before this position were skipped
	plain int            // before this position, quotation marks in brackets don't quote anything
	next  map[string]int // position of the next occurrence by text searched for; the body's length if there is none
}

// opening returns the position of the next opening bracket outside of tags, at from
// or later; -1 if there is none.
func (r *shortcodeReader) opening(from int) int {
	for i := max(from, r.tag); i < len(r.body); {
		next := strings.IndexAny(r.body[i:], "[<")
		if next < 0 {
			break
		}
		i += next
		if r.body[i] == '[' {
			return i
		}
		i = max(i+1, tagEnd(r.body, i))
		r.tag = i
	}
	return -1
}

// index returns the position of a text, at from or later; -1 if there is none.
func (r *shortcodeReader) index(text string, from int) int {
	at, known := r.next[text]
	if !known || at < from {
		if at = strings.Index(r.body[from:], text); at < 0 {
			at = len(r.body)
		} else {
			at += from
		}
		if r.next == nil {
			r.next = map[string]int{}
		}
		r.next[text] = at
	}
	if at == len(r.body) {
		return -1
	}
	return at
}

// read parses the shortcode that begins at a bracket. ok is false if it is not a
// known shortcode or lacks something that it needs.
func (r *shortcodeReader) read(at int) (code shortcode, ok bool) {
	code.at = at
	name := r.body[at+1:]
	end := 0
	for end < len(name) && (isLetter(name[end]) || name[end] == '_') {
		end++
	}
	if code.name = name[:end]; !isShortcode(code.name) || end < len(name) && name[end] >= '0' && name[end] <= '9' {
		return code, false
	}
	from := at + 1 + end
	code.escaped = at > 0 && r.body[at-1] == '['
	past, ok := r.argsEnd(at, from)
	if !ok {
		return code, false
	}
	text := strings.TrimRight(r.body[from:past], whiteSpace)
	if bare, slash := strings.CutSuffix(text, "/"); slash && (bare == "" || strings.IndexByte(whiteSpace+`"'`, bare[len(bare)-1]) >= 0) {
		text, code.single = bare, true // otherwise the slash belongs to an address
	}
	code.args = shortcodeArgs(text)
	code.end = past + len("]")
	if code, ok = r.shown(code); !ok {
		r.plain = max(r.plain, past)
	}
	return code, ok
}

// argsEnd returns the position of the bracket that ends a shortcode's arguments,
// which begin at from. Brackets between a pair of quotation marks don't count.
func (r *shortcodeReader) argsEnd(at, from int) (end int, ok bool) {
	if at >= r.plain {
		end, ok = r.scan(from, true)
		if ok {
			return end, true
		}
		r.plain = end // don't scan the same text again with quotes
	}
	return r.scan(from, false)
}

// scan searches the end of a shortcode's arguments and returns how far it got.
func (r *shortcodeReader) scan(i int, quotes bool) (end int, ok bool) {
	marks := ""
	if quotes {
		marks = `"'`
	}
	for i < len(r.body) {
		next := strings.IndexAny(r.body[i:], "[]"+marks)
		if next < 0 {
			break
		}
		i += next
		switch c := r.body[i]; {
		case c == ']':
			return i, true
		case c == '[':
			return i, false
		case r.body[i-1] == '=':
			length := strings.IndexByte(r.body[i+1:], c)
			if length < 0 {
				marks = strings.ReplaceAll(marks, string(rune(c)), "")
			}
			i += length + 1
		}
		i++
	}
	return len(r.body), false
}

// isAlone reports whether a shortcode has its lines to itself.
func (r *shortcodeReader) isAlone(code shortcode) bool {
	before := strings.TrimRight(r.body[max(0, code.at-mostIndent):code.at], " \t")
	after := strings.TrimLeft(r.body[code.end:min(len(r.body), code.end+mostIndent)], " \t\r")
	return (before == "" || before[len(before)-1] == '\n') && (after == "" || after[0] == '\n')
}

// mostIndent limits the white space beside a code block on its line, in bytes.
const mostIndent = 64

// shortcodeArgs parses the arguments of a shortcode, which follow its name:
// name="value", name='value', name=value, value. If they begin with an equals sign,
// they are a single value: [youtube=ADDRESS].
func shortcodeArgs(text string) (args []shortcodeArg) {
	if value, direct := strings.CutPrefix(text, "="); direct {
		return []shortcodeArg{{value: strings.TrimSpace(value)}}
	}
	for text = strings.TrimLeft(text, whiteSpace); text != ""; text = strings.TrimLeft(text, whiteSpace) {
		name := text[:argNameLength(text)]
		if rest, ok := strings.CutPrefix(strings.TrimLeft(text[len(name):], whiteSpace), "="); ok && name != "" {
			value, n := argValue(strings.TrimLeft(rest, whiteSpace))
			args = append(args, shortcodeArg{strings.ToLower(name), value})
			text = strings.TrimLeft(rest, whiteSpace)[n:]
			continue
		}
		end := strings.IndexAny(text, whiteSpace)
		if end < 0 {
			end = len(text)
		}
		args = append(args, shortcodeArg{value: text[:end]})
		text = text[end:]
	}
	return args
}

// argNameLength returns the length of the name at the beginning of text; 0 if there
// is none.
func argNameLength(text string) int {
	n := 0
	for n < len(text) && (isLetter(text[n]) || n > 0 && (text[n] == '-' || text[n] == '_' || text[n] >= '0' && text[n] <= '9')) {
		n++
	}
	return n
}

// argValue parses the value at the beginning of text, and returns its length in
// text.
func argValue(text string) (value string, length int) {
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		if end := strings.IndexByte(text[1:], text[0]); end >= 0 {
			return text[1 : 1+end], end + 2
		}
	}
	length = strings.IndexAny(text, whiteSpace)
	if length < 0 {
		length = len(text)
	}
	return text[:length], length
}

// isTag reports whether text begins with a tag of that name, which is "/a" for an
// end tag.
func isTag(text, name string) bool {
	return len(text) > len(name)+1 && text[0] == '<' && strings.EqualFold(text[1:1+len(name)], name) && strings.IndexByte(whiteSpace+"/>", text[1+len(name)]) >= 0
}

// tagEnd returns the position after the tag that begins at begin. A ">" in a quoted
// value does not count. If no tag begins there, it is the position after the "<".
func tagEnd(text string, begin int) int {
	i := begin + 1
	if i >= len(text) || text[i] != '/' && !isLetter(text[i]) {
		return min(i, len(text))
	}
	for i < len(text) {
		next := strings.IndexAny(text[i:], `>"'`)
		if next < 0 {
			break
		}
		i += next
		if text[i] == '>' {
			return i + 1
		}
		if text[i-1] == '=' {
			if length := strings.IndexByte(text[i+1:], text[i]); length >= 0 {
				i += length + 1
			}
		}
		i++
	}
	return len(text)
}
