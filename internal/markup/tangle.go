package markup

import (
	"regexp"
	"slices"
	"strings"
)

// Limits for what takes goldmark more than linear time. Each unit is a step of its
// own kind, and each limit amounts to one or two seconds. What a person writes is a
// hundred times below; a body that comes near was made to be slow.
const (
	tangledLine = 64 << 10 // length of a line with many brackets, in bytes

	mostEmphasis    = 500_000_000 // emphasis delimiters in a paragraph that search for a partner, times those that they pass
	mostUnended     = 500_000_000 // unclosed links and code spans in a paragraph, times its bytes
	mostBrackets    = 1e9         // closing brackets in a paragraph, times its lines
	mostDefinitions = 200_000_000 // link definitions in a paragraph, times its lines
	mostExpanded    = 100_000_000 // bytes of the longest definition, times the possible references to it
	mostNotes       = 10_000      // footnotes and references to them
	mostBackticks   = 20          // different lengths of backtick runs
	mostCells       = 300_000     // table cells, with each row as wide as the widest
	mostPipes       = 10_000      // escaped pipes, for cells
	mostLevels      = 10_000_000  // depth of the deepest list times the lines, plus the levels of each item
	mostBlocks      = 200_000     // paragraphs, items, headings and the like
)

// isTangled reports whether goldmark would take far too long for a body: thousands
// of nested quotes, or of unclosed links. 256 KB of > take 20 seconds, 2 MB of
// "*a_ " an hour, and parsing can't be interrupted.
func isTangled(body string) bool {
	t := tangle{}
	for line := range strings.SplitSeq(body, "\n") {
		if nesting(line) > deepest || len(line) > tangledLine && strings.Count(line, "[") > 1000 {
			return true
		}
		t.read(line)
	}
	t.end()
	references := count(body, "]") - count(body, "](")
	return t.emphasis > mostEmphasis || t.unended > mostUnended || t.brackets > mostBrackets || t.definitions > mostDefinitions ||
		t.longest*references > mostExpanded || strings.Count(body, "[^") > mostNotes || len(t.backticks) > mostBackticks ||
		t.cells > mostCells || t.pipes > mostPipes || t.levels*t.lines+t.nested > mostLevels || t.blocks > mostBlocks
}

// tangle measures a body against the limits.
type tangle struct {
	lines, levels, nested                           int64
	emphasis, unended, brackets, definitions, cells int64
	longest, pipes, blocks                          int64
	backticks                                       []int
	here                                            stretch
}

// stretch covers the lines between two blank lines, or from one list item to the
// next. It may contain several of goldmark's paragraphs, but is never a part of one.
type stretch struct {
	lines, bytes          int64
	looking, passed       int64 // emphasis delimiters
	unended, brackets     int64
	definitions, defining int64 // bytes of the last definition so far
	columns               int64
}

// read measures a line.
func (t *tangle) read(line string) {
	t.lines++
	if isParting(line) {
		t.end()
		return
	}
	marks := int64(nesting(line))
	if item.MatchString(line) {
		t.end() // which counts the item
	} else if marks > 0 || beginsBlock(line) {
		t.blocks++
	}
	s := &t.here
	s.lines++
	s.bytes += int64(len(line)) + 1
	if marks > 0 {
		deep := marks + int64(indentation(line)/2) // each level is indented by at least two columns
		t.levels = max(t.levels, deep)
		t.nested += marks * deep
	}
	s.columns = max(s.columns, columns(line))
	s.brackets += count(line, "]")
	t.pipes += count(line, `\|`)
	switch at := strings.Index(line, "]:"); {
	case at >= 0:
		t.longest = max(t.longest, s.defining)
		s.definitions++
		s.defining = int64(len(line) - at)
	case s.defining > 0:
		s.defining += int64(len(line))
	}
	if begun := count(line, "]("); begun > 0 {
		s.unended += begun - int64(len(wholeLink.FindAllStringIndex(line, -1)))
	}
	// An escaped backtick leaves a run that is shorter than any that could close it.
	s.unended += count(line, "\\``")
	t.readSigns(line)
}

// item matches the beginning of a list item that ends any paragraph.
var item = regexp.MustCompile(`^ {0,3}[-+*] +[^ \t]`)

// wholeLink matches the end of a complete link as people write it.
var wholeLink = regexp.MustCompile(`\]\((?:<[^<>]*>|(?:[^()<>\s]|\([^()<>\s]*\))*)(?:[ \t]+"[^"]*")?\)`)

// readSigns counts the runs of emphasis and code delimiters.
func (t *tangle) readSigns(line string) {
	for i := strings.IndexAny(line, "*_~`"); i >= 0 && i < len(line); {
		c, end := line[i], i+1
		for end < len(line) && line[end] == c {
			end++
		}
		switch inWord := i > 0 && end < len(line) && isWordByte(line[i-1]) && isWordByte(line[end]); {
		case c == '`':
			if n := end - i; len(t.backticks) <= mostBackticks && !slices.Contains(t.backticks, n) {
				t.backticks = append(t.backticks, n)
			}
		case c == '_' && inWord: // literal
			t.here.passed++
		default:
			t.here.passed++
			t.here.looking++
		}
		next := strings.IndexAny(line[end:], "*_~`")
		if next < 0 {
			return
		}
		i = end + next
	}
}

// end finishes a stretch.
func (t *tangle) end() {
	s := t.here
	t.blocks += min(s.lines, 1)
	t.emphasis += s.looking * s.passed
	t.unended += s.unended * s.bytes
	t.brackets += s.brackets * s.lines
	t.definitions += s.definitions * s.lines
	t.longest = max(t.longest, s.defining)
	t.cells += s.columns * s.lines
	t.here = stretch{}
}

// beginsBlock reports whether a line looks like a heading, an underline of one, a
// definition or a code fence.
func beginsBlock(line string) bool {
	line = strings.TrimLeft(line, " ")
	return line != "" && strings.IndexByte("#=-:`~", line[0]) >= 0
}

// isParting reports whether a line is blank, in quotes or not, so that no paragraph
// continues after it.
func isParting(line string) bool {
	for {
		rest := strings.TrimLeft(line, " ")
		if len(line)-len(rest) > 3 || !strings.HasPrefix(rest, ">") {
			return strings.Trim(line, " \t") == ""
		}
		line = rest[1:]
	}
}

// indentation returns an upper limit of the columns before the first character of a
// line: a tab counts as four.
func indentation(line string) int {
	space := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	return len(space) + 3*strings.Count(space, "\t")
}

// columns returns the number of columns of a table if line can be the delimiter row
// below its head, else 0.
func columns(line string) int64 {
	if strings.IndexByte(line, '-') < 0 || strings.Trim(line, "|-: \t>*+.)0123456789") != "" {
		return 0
	}
	return count(line, "|") + 1
}

func count(s, part string) int64 { return int64(strings.Count(s, part)) }

// nesting counts the markers of quotes and list items at the beginning of a line.
func nesting(line string) int {
	n := 0
	for i := range len(line) {
		switch c := line[i]; c {
		case ' ', '\t', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		case '>':
			n++
		case '-', '+', '*', '.', ')':
			if strings.HasPrefix(line[i+1:], " ") || strings.HasPrefix(line[i+1:], "\t") {
				n++
			}
		default:
			return n
		}
	}
	return n
}
