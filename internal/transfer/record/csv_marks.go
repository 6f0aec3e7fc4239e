package record

import "strings"

// marks follows the quotation marks of a record. Within marks, a doubled one
// means one; one that neither a separator nor a line end follows should have
// been doubled, and is kept.
type marks struct {
	sep    byte
	in     bool // within marks
	begin  bool // of a cell
	before bool // the mark that is open was before the text
	stray  bool // while it was open, another one opened a cell
	n      int  // cells that have ended

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

// marksAt reads marks that stand together within marks. It gives where they end.
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
