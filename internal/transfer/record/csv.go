package record

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"strings"

	"pullquote/internal/blog"
)

// Row is a record of a CSV file (RFC 4180).
type Row struct {
	Line  int    // line on which it begins, from 1
	Raw   []byte // verbatim, without its line end
	names map[string]int
	cells []string
}

// Get returns the cell of the first of the columns that exists, ignoring case; "" if
// none does.
func (r Row) Get(names ...string) string {
	for _, name := range names {
		if i, ok := r.names[strings.ToLower(name)]; ok && i < len(r.cells) {
			return r.cells[i]
		}
	}
	return ""
}

// Has reports whether there is a column of that name.
func (r Row) Has(name string) bool {
	_, ok := r.names[strings.ToLower(name)]
	return ok
}

// maxRow is the maximum length of a record of a CSV file, in bytes. What is longer
// comes from a quotation mark that is never closed.
const maxRow = 1 << 20

// maxLines is the maximum number of lines of a record.
const maxLines = 1 << 14

// Errors of records that can't be read.
var (
	errOpen  = &blog.Error{Kind: blog.Invalid, Message: "A quotation mark in this record never closes. If the file is cut short here, fetch it again; otherwise close the mark and import the file once more."}
	errLong  = &blog.Error{Kind: blog.TooLarge, Message: "The line is longer than 1 MB, which no item is."}
	errShort = &blog.Error{Kind: blog.Invalid, Message: "The file is cut short in this record. Fetch it again."}
)

// Header returns the names of the columns of a file that begins with head, in lower
// case; nil if head does not contain the whole first line.
func Header(head []byte) []string {
	c := newCutter(bytes.NewReader(head), HeadSize)
	if !c.header() || c.cutHeader {
		return nil
	}
	return c.columns
}

// Rows iterates over the records below a CSV file's header. The file is decoded by Text.
// Cells are separated by commas, semicolons or tabs, whichever the header uses. Cells are
// identified by the names in the header; records may have more or fewer. Quotation marks
// that should have been doubled are kept. A mark that is never closed costs only its own
// record: reading resumes with the next line that is a record. At most two megabytes are
// held in memory.
//
// A record that can't be read yields a *blog.Error and a Row that has only its Line. An
// error of the reader comes with Line 0 and is the last.
func Rows(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c := newCutter(r, 64<<10)
		for c.header(); ; {
			row, err := c.row()
			if err == io.EOF || !yield(row, err) || row.Line == 0 {
				return
			}
		}
	}
}

// cutter splits a CSV file into records. It holds the lines of the current record, and
// those that had to be read to find out that a quotation mark is not closed.
type cutter struct {
	r       *bufio.Reader
	lineEnd byte
	sep     byte
	columns []string
	names   map[string]int

	cutHeader bool // the file ends with the header line, which has no line end

	lines []line
	head  int // index in lines of the next record's beginning
	stop  int // index in lines up to which open marks stay open
	count int // number of lines read
	size  int // size of the lines read, in bytes
	err   error

	judged bool // giveUp has decided whether the file is cut off or a mark open
	lost   bool // a record was given up, and no complete one was found since
	usual  int  // number of cells of the last record
	ragged bool // there are records with fewer cells than the header
}

// line is a line of the file and its effect on quoting, which depends only on whether a
// mark is open where it begins.
type line struct {
	text   string // with its line end
	number int
	end    int  // offset of its end in the file, in bytes
	size   int  // length in bytes
	long   bool // longer than a record may be; text is empty then
	bare   bool // without a line end

	open   bool // leaves a mark open that was opened in it
	within quoteEffect
}

// quoteEffect is what a line does to a quotation mark that was open before it.
type quoteEffect byte

const (
	leavesOpen quoteEffect = iota // the mark is still open at the line's end
	closes                        // the record ends with the line
	isOwn                         // the line is a record of its own, so the mark is never closed
)

// newCutter returns a cutter that looks ahead by size bytes.
func newCutter(r io.Reader, size int) *cutter {
	c := &cutter{r: bufio.NewReaderSize(Text(r), size), lineEnd: '\n', sep: ','}
	// Files of classic Mac OS have no line feeds.
	if begin, _ := c.r.Peek(size); bytes.IndexByte(begin, '\n') < 0 && bytes.IndexByte(begin, '\r') >= 0 {
		c.lineEnd = '\r'
	}
	return c
}

// header reads the first line that is not empty. Excel may write a line before it that
// names the separator.
func (c *cutter) header() bool {
	for c.load(c.head) {
		l := c.lines[c.head]
		c.drop(1)
		text := strings.ToLower(strings.TrimSpace(l.text))
		if text == "" || strings.HasPrefix(text, "sep=") && len(text) == len("sep=,") {
			continue
		}
		c.sep = separator(text)
		c.columns = c.cells(text)
		c.cutHeader = l.bare
		c.names = map[string]int{}
		for i, name := range c.columns {
			c.columns[i] = strings.TrimSpace(name)
			if _, twice := c.names[c.columns[i]]; !twice {
				c.names[c.columns[i]] = i
			}
		}
		return true
	}
	return false
}

// separator detects the separator from the header, whose cells never have to be quoted.
func separator(header string) byte {
	best, most := byte(','), 0
	for _, sep := range []byte{',', ';', '\t'} {
		if n := strings.Count(header, string(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}

// row returns the next record. It returns io.EOF after the last.
func (c *cutter) row() (Row, error) {
	for c.load(c.head) {
		first := c.lines[c.head]
		last, err := c.last()
		if err != nil {
			if c.giveUp(); c.err != nil && c.err != io.EOF && c.head == len(c.lines) {
				break // the closing mark may be in the part that could not be read
			}
			return Row{Line: first.number}, err
		}
		bare := c.lines[last].bare
		row := c.cut(last)
		if strings.Trim(string(row.Raw), string(c.sep)+"\" \t\r\n") == "" {
			continue
		}
		n, wide := len(row.cells), len(c.columns)
		switch {
		case c.lost && n != wide && n != c.usual:
			continue // the rest of the record that was given up
		case bare && c.err != io.EOF:
			continue // its rest could not be read
		case bare && n < wide && !c.ragged:
			return Row{Line: first.number}, errShort
		}
		c.lost, c.usual, c.ragged = false, n, c.ragged || n < wide
		return row, nil
	}
	return Row{}, c.err
}

// giveUp gives up the record at the head: its first line, or all remaining lines if the
// file ends within it and they don't look like records.
func (c *cutter) giveUp() {
	c.drop(1)
	c.lost = true
	if c.stop < len(c.lines) || c.err == nil || c.judged {
		return
	}
	c.judged = true
	records, others := 0, 0
	for _, l := range c.lines[c.head:] {
		switch {
		case l.bare || strings.TrimSpace(l.text) == "":
		case c.width(l.text) == len(c.columns):
			records++
		default:
			others++
		}
	}
	if c.err != io.EOF || records == 0 || records < others {
		c.drop(len(c.lines) - c.head)
	}
}

// width returns the number of cells of a line, parsed as a record.
func (c *cutter) width(line string) int {
	m := marks{sep: c.sep, begin: true}
	m.read(line)
	return m.n + 1
}

// last returns the index of the line that ends the record at the head. It fails if the
// record has no end.
func (c *cutter) last() (int, error) {
	first := c.lines[c.head]
	if first.long {
		return 0, errLong
	}
	if !first.open {
		return c.head, nil
	}
	// What one record found out about the lines below it is valid for the next, too, so
	// each line is examined once, no matter how many marks are not closed.
	for c.stop = max(c.stop, c.head+1); c.load(c.stop); c.stop++ {
		l := c.lines[c.stop]
		switch {
		case l.end-first.end+first.size > maxRow, c.stop-c.head >= maxLines, l.within == isOwn:
			return 0, errOpen
		case l.within == closes:
			return c.stop, nil
		}
	}
	return 0, errOpen
}

// cut removes the lines up to last and returns them as a record.
func (c *cutter) cut(last int) Row {
	var text strings.Builder
	for _, l := range c.lines[c.head : last+1] {
		text.WriteString(l.text)
	}
	raw := strings.TrimRight(text.String(), "\r\n")
	row := Row{Line: c.lines[c.head].number, Raw: []byte(raw), names: c.names, cells: c.cells(raw)}
	c.drop(last + 1 - c.head)
	return row
}

// cells splits a record into cells.
func (c *cutter) cells(record string) []string {
	if !strings.Contains(record, `"`) {
		return strings.Split(record, string(c.sep))
	}
	m := marks{sep: c.sep, begin: true, keep: true}
	m.read(record)
	return append(m.cells, m.cell.String())
}

// drop removes n lines at the head.
func (c *cutter) drop(n int) {
	clear(c.lines[c.head : c.head+n])
	if c.head += n; c.head > 1024 && c.head > len(c.lines)/2 {
		c.lines = append(c.lines[:0], c.lines[c.head:]...)
		c.stop -= c.head
		c.head = 0
	}
}

// load reads lines until there is one at index i, and reports whether there is.
func (c *cutter) load(i int) bool {
	for i >= len(c.lines) && c.err == nil {
		var l line
		l, c.err = c.readLine()
		if l.size > 0 {
			c.lines = append(c.lines, c.weigh(l))
		}
	}
	return i < len(c.lines)
}

// readLine reads a line. Of one that is too long it returns only the length.
func (c *cutter) readLine() (line, error) {
	var text []byte
	var l line
	for {
		part, err := c.r.ReadSlice(c.lineEnd)
		l.size += len(part)
		if l.long = l.size > maxRow; l.long {
			text = nil
		} else {
			text = append(text, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		c.count++
		c.size += l.size
		l.text, l.number, l.end, l.bare = string(text), c.count, c.size, err != nil
		return l, err
	}
}

// weigh determines a line's effect on quoting.
func (c *cutter) weigh(l line) line {
	if !strings.Contains(l.text, `"`) {
		return l
	}
	own := marks{sep: c.sep, begin: true}
	own.read(l.text)
	l.open = own.in
	before := marks{sep: c.sep, in: true, before: true}
	before.read(l.text)
	cells, wide := own.n+1, len(c.columns)
	switch {
	case before.stray && (cells == wide || own.in && cells > 1 && cells <= wide):
		l.within = isOwn
	case !before.in:
		l.within = closes
	}
	return l
}
