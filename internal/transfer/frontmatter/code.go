package frontmatter

import "strings"

// codeReader finds the code in Markdown (CommonMark 0.31, 4.5 and 6.1), in a
// time that grows with the text. It is asked from the front to the back.
type codeReader struct {
	text    string
	ends    map[byte][]fence // by their sign; nil until it is needed
	partner map[int]int      // of runs of backticks: where the one stands that ends its code
}

// fence is a line that may end a block of code.
type fence struct{ length, end int } // end is where the line ends

// codeAt gives where the code ends that begins at a place; 0 if none does.
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

// fenceAt gives where the block of code ends whose fence is the line at a
// place. One that is further in, in a list or a quote, has to have an end: the
// same signs may be words of something else there.
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

// mostFences is how many shorter fences are looked past for one that is long
// enough.
const mostFences = 1000

// opening gives the length of what a line may have before a fence: white space,
// and the marks of quotes and of lists.
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

// fenceOf gives the sign that a line's text begins with three times or more, and
// how often.
func fenceOf(text string) (sign byte, n int) {
	if n = runLength(text); n < 3 || text[0] != '`' && text[0] != '~' {
		return 0, 0
	}
	return text[0], n
}

// runLength counts how often a text repeats its first sign.
func runLength(text string) int {
	n := 0
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}

// fences gives the lines of a text that may end blocks of code, by their signs.
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

// spans gives where the code ends that runs of backticks begin, by where those
// stand. It ends with a run of the same length, here in the same line: one that
// is left alone shall not take the tags of all its paragraph along.
func spans(text string) map[int]int {
	partner := map[int]int{}
	open := map[int]int{} // by length, the next run of it that follows
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
