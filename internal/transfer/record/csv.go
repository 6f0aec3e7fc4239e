package record

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"pullquote/internal/blog"
)

// Row is a record of a CSV file (RFC 4180).
type Row struct {
	Line  int // on which it begins, from 1
	Raw   []byte
	names map[string]int
	cells []string
}

// Get gives the cell of the first of the columns that is there, whatever the
// case of its name; empty if there is none.
func (r Row) Get(names ...string) string {
	for _, name := range names {
		if i, ok := r.names[name]; ok && i < len(r.cells) {
			return r.cells[i]
		}
	}
	return ""
}

// Has reports whether there is such a column.
func (r Row) Has(name string) bool {
	_, ok := r.names[name]
	return ok
}

// maxRow is the longest record of a CSV file that is read, in bytes. What is
// longer is a quotation mark that never closes.
const maxRow = 1 << 20

// Header gives the names of the columns of a file that begins with head, in lower
// case; nil if its first line is not whole.
func Header(head []byte) []string {
	line, _, whole := strings.Cut(strings.TrimPrefix(string(head), "\uFEFF"), "\n")
	if !whole {
		return nil
	}
	c := &cutter{sep: separator(line)}
	c.add(line + "\n")
	cells, _ := c.row()
	return lowered(cells)
}

func lowered(cells []string) []string {
	names := make([]string, len(cells))
	for i, cell := range cells {
		names[i] = strings.ToLower(strings.TrimSpace(cell))
	}
	return names
}

// separator tells what parts the cells by the header, in which no cell is
// quoted for a reason.
func separator(line string) byte {
	best, most := byte(','), 0
	for _, sep := range []byte{',', ';', '\t'} {
		if n := strings.Count(line, string(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}

// Rows gives the records below a CSV file's header, one after the other. The
// header's names tell the cells; records may have more or fewer. A quotation
// mark that never closes costs its own record alone: reading goes on at the
// next line.
//
// In place of a record that can't be read stands an error; any other than a
// *blog.Error is the reader's and the last.
func Rows(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		lines := bufio.NewReaderSize(r, 64<<10)
		header, err := lines.ReadString('\n')
		if err != nil && err != io.EOF {
			yield(Row{}, err)
			return
		}
		names := map[string]int{}
		c := &cutter{sep: separator(header)}
		c.add(strings.TrimRight(header, "\r\n") + "\n")
		cells, _ := c.row()
		for i, name := range lowered(cells) {
			if _, twice := names[name]; !twice {
				names[name] = i
			}
		}
		for n := 1; err == nil; {
			var line string
			if line, err = lines.ReadString('\n'); err != nil && err != io.EOF {
				yield(Row{}, err)
				return
			}
			if line != "" {
				n++
				c.add(line)
			}
			if !c.give(names, n, err == io.EOF, yield) {
				return
			}
		}
	}
}

// cutter cuts lines into records.
type cutter struct {
	sep     byte
	pending []string // lines of the record that is open
	size    int
	quoted  bool // it ends within quotation marks
}

func (c *cutter) add(line string) {
	c.pending = append(c.pending, line)
	c.size += len(line)
	c.quoted = c.within(line)
}

// within reports whether a line ends within quotation marks.
func (c *cutter) within(line string) bool {
	in, begin := c.quoted, !c.quoted
	for i := 0; i < len(line); i++ {
		switch {
		case in && line[i] == '"' && i+1 < len(line) && line[i+1] == '"':
			i++
		case in && line[i] == '"':
			in = false
		case !in && begin && line[i] == '"':
			in = true
		}
		begin = !in && line[i] == c.sep
	}
	return in
}

// give gives the record that is whole, if one is. At the end of the file, and
// when it is too long, a record whose quotation mark does not close is given
// up: its first line is an error, and the others are looked at again.
func (c *cutter) give(names map[string]int, line int, end bool, yield func(Row, error) bool) bool {
	for len(c.pending) > 0 && (!c.quoted || end || c.size > maxRow) {
		first := line - len(c.pending) + 1
		if c.quoted {
			rest := c.pending[1:]
			c.pending, c.size, c.quoted = nil, 0, false
			if !yield(Row{Line: first}, &blog.Error{Kind: blog.Invalid, Message: fmt.Sprintf("Line %d can't be read: a quotation mark in it never closes.", first)}) {
				return false
			}
			for i, l := range rest {
				c.add(l)
				if !c.quoted && !c.give(names, first+1+i, false, yield) {
					return false
				}
			}
			if c.quoted && !end {
				return true
			}
			continue
		}
		raw := strings.Join(c.pending, "")
		cells, _ := c.row()
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if !yield(Row{Line: first, Raw: []byte(strings.TrimRight(raw, "\r\n")), names: names, cells: cells}, nil) {
			return false
		}
	}
	return true
}

// row cuts the open record into cells and closes it.
func (c *cutter) row() (cells []string, raw string) {
	raw = strings.Join(c.pending, "")
	c.pending, c.size, c.quoted = nil, 0, false
	text := strings.TrimRight(raw, "\r\n")
	var b strings.Builder
	in, begin := false, true
	for i := 0; i < len(text); i++ {
		switch ch := text[i]; {
		case in && ch == '"' && i+1 < len(text) && text[i+1] == '"':
			b.WriteByte('"')
			i++
		case in && ch == '"':
			in = false
		case !in && begin && ch == '"':
			in, begin = true, false
		case !in && ch == c.sep:
			cells = append(cells, b.String())
			b.Reset()
			begin = true
		default:
			b.WriteByte(ch)
			begin = false
		}
	}
	return append(cells, b.String()), raw
}
