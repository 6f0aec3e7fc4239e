package record

import "strings"

// marks tracks the quotation marks of a record. Within quotes, a doubled mark stands for
// one; a mark that is followed by neither a separator nor a line end should have been
// doubled, and is kept.
type marks struct {
	sep    byte
	in     bool // within quotes
	begin  bool // at the beginning of a cell
	before bool // the open mark was opened before the text
	stray  bool // while that was open, another mark opened a cell
	n      int  // number of cells that have ended

	keep  bool
	cell  strings.Builder
	cells []string
}

func (m *marks) read(text string) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case m.in && c == '"':
			i = m.marksAt(text, i)
		case m.in:
			end := len(text)
			if n := strings.IndexByte(text[i:], '"'); n >= 0 {
				end = i + n
			}
			m.write(text[i:end])
			i = end
		case m.begin && c == '"':
			m.in, m.begin = true, false
			i++
		case c == m.sep:
			m.endCell()
			i++
		default:
			m.write(text[i : i+1])
			m.begin = false
			i++
		}
	}
}

// marksAt reads a run of marks within quotes and returns the index of its end.
func (m *marks) marksAt(text string, i int) int {
	end := i
	for end < len(text) && text[end] == '"' {
		end++
	}
	m.write(text[i : i+(end-i)/2])
	if (end-i)%2 == 0 {
		return end
	}
	if end == len(text) || text[end] == m.sep || text[end] == '\r' || text[end] == '\n' {
		m.in, m.before = false, false
		return end
	}
	m.stray = m.stray || m.before && (i == 0 || text[i-1] == m.sep)
	m.write(`"`)
	return end
}

func (m *marks) write(text string) {
	if m.keep {
		m.cell.WriteString(text)
	}
}

func (m *marks) endCell() {
	m.n++
	m.begin = true
	if m.keep {
		m.cells = append(m.cells, m.cell.String())
		m.cell.Reset()
	}
}
