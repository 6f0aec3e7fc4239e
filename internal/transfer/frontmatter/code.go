package frontmatter

import "strings"

// codeReader finds code in Markdown (CommonMark 0.31, 4.5 and 6.1) in linear time. It has
// to be called with increasing offsets.
type codeReader struct {
	text    string
	ends    map[byte][]fence // by character; nil until needed
	partner map[int]int      // offset of a run of backticks to the end of the code that it begins
}

// fence is a line that may end a code block. end is the offset of the line's end.
type fence struct{ length, end int }

// codeAt returns the end of the code that begins at an offset; 0 if none does.
func (r *codeReader) codeAt(at int) int {
	if at == 0 || r.text[at-1] == '\n' {
		if end := r.fenceAt(at); end > 0 {
			return end
		}
	}
	if r.text[at] != '`' || at > 0 && r.text[at-1] == '`' {
		return 0
	}
	if r.partner == nil {
		r.partner = spans(r.text)
	}
	if end, ok := r.partner[at]; ok {
		return end
	}
	return 0
}

// fenceAt returns the end of the code block whose fence is the line at an offset. A fence
// in a list or a quote has to have an end, since the same characters may be text there.
func (r *codeReader) fenceAt(at int) int {
	line := lineOf(r.text[at:])
	within := opening(line)
	sign, n := fenceOf(line[within:])
	if n == 0 || sign == '`' && strings.IndexByte(line[within+n:], '`') >= 0 {
		return 0
	}
	if r.ends == nil {
		r.ends = fences(r.text)
	}
	ends := r.ends[sign]
	for len(ends) > 0 && ends[0].end <= at+len(line) {
		ends = ends[1:]
	}
	r.ends[sign] = ends
	for i, end := range ends {
		if end.length >= n {
			return end.end
		}
		if i > mostFences {
			break
		}
	}
	if lead := line[:within]; strings.Trim(lead, " ") == "" && len(lead) <= 3 || lead == "\t" {
		return len(r.text)
	}
	return 0
}

// mostFences is how many shorter fences are skipped in search of one that is long enough.
const mostFences = 1000

// opening returns the length of what may precede a fence on its line: white space,
// and the markers of quotes and lists.
func opening(line string) int {
	for i := 0; ; {
		i += len(line[i:]) - len(strings.TrimLeft(line[i:], " \t>"))
		rest := line[i:]
		mark := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if mark > 9 || mark == len(rest) || strings.IndexByte("-*+", rest[mark]) >= 0 != (mark == 0) || strings.IndexByte("-*+.)", rest[mark]) < 0 ||
			mark+1 == len(rest) || rest[mark+1] != ' ' {
			return i
		}
		i += mark + 2
	}
}

// fenceOf returns the character of a fence and its length, at least three; 0 if text does
// not begin with one.
func fenceOf(text string) (sign byte, n int) {
	if n = runLength(text); n < 3 || text[0] != '`' && text[0] != '~' {
		return 0, 0
	}
	return text[0], n
}

// runLength returns how often a text repeats its first byte.
func runLength(text string) int {
	n := 0
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}

// fences returns the lines of a text that may end code blocks, by character.
func fences(text string) map[byte][]fence {
	out := map[byte][]fence{}
	for at := 0; at < len(text); {
		line := lineOf(text[at:])
		end := at + len(line)
		at = end + 1
		bare := strings.Trim(strings.TrimLeft(line, " \t>"), " \t")
		if sign, n := fenceOf(bare); n > 0 && n == len(bare) {
			out[sign] = append(out[sign], fence{n, end})
		}
	}
	return out
}

// spans maps the offsets of runs of backticks to the end of the code that they begin.
// Code ends with a run of the same length, in this package on the same line: an
// unmatched run must not hide all tags of its paragraph.
func spans(text string) map[int]int {
	partner := map[int]int{}
	open := map[int]int{} // by length, the offset of the next run
	for i := len(text) - 1; i >= 0; i-- {
		switch {
		case text[i] == '\n':
			clear(open)
		case text[i] == '`':
			past := i + 1
			for i > 0 && text[i-1] == '`' {
				i--
			}
			n := past - i
			if next, ok := open[n]; ok && (i == 0 || text[i-1] != '\\') {
				partner[i] = next + n
			}
			open[n] = i
		}
	}
	return partner
}

func lineOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
