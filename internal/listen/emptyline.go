package listen

import (
	"bytes"
	"slices"
	"strings"
)

// An empty line before a request is to be ignored (RFC 9112, 2.2). Net/http ignores
// those behind a form, as old browsers send them, and refuses any other. One is
// taken away here, and only where it is certain that the next byte begins a request:
// on a new connection, and where net/http waits for another request and reads into
// the whole of its buffer, so that nothing is in it. Anywhere else an empty line may
// be the end of a request's headers, or a part of a body.

// stage is how far a connection is with a request, as net/http lets one know.
type stage int32

const (
	opened    stage = iota // nothing has been read
	within                 // headers are read
	answering              // they have been read
	answered               // it is done with
	waiting                // for the next one: the time of an idle connection runs
	covered                // what comes in are records of TLS
)

// goOn notes that net/http sets a deadline of reading. Behind an answer the first is
// that of the wait for the next request, the second that of its headers.
func (c *Conn) goOn() {
	switch stage(c.stage.Load()) {
	case answered:
		c.stage.Store(int32(waiting))
	case waiting:
		c.stage.Store(int32(within))
	}
}

// read reads from the inner connection, without an empty line before a request.
func (c *Conn) read(p []byte) (n int, err error) {
	at := stage(c.stage.Load())
	switch {
	case at == answering && len(p) == 1:
		return c.lookAhead(p)
	case at == covered, at == answering && len(p) > netHTTPBuffer: // nothing but a body is read past that buffer
		return c.next(p)
	case at == opened && len(p) >= len(emptyLine), at == waiting && len(p) == netHTTPBuffer:
		n, err = c.begin(p)
	default:
		n, err = c.next(p)
	}
	if at == opened || at == waiting {
		c.tail = c.ending[:0]
		if n > 0 || err == nil {
			c.stage.Store(int32(within))
		}
	}
	return c.parted(p[:n]), err
}

const emptyLine = "\r\n"

// begin reads where a request begins.
func (c *Conn) begin(p []byte) (n int, err error) {
	for n < len(emptyLine) && err == nil {
		var more int
		more, err = c.next(p[n:])
		n += more
		if n > 0 && p[0] != emptyLine[0] {
			return n, err
		}
	}
	if n < len(emptyLine) {
		c.handed, c.kept = nil, bytes.Clone(p[:n]) // there may be more time than the runtime knows of
		return 0, err
	}
	if string(p[:len(emptyLine)]) != emptyLine {
		return n, err
	}
	c.stage.Store(int32(within)) // one is ignored
	if n = copy(p, p[len(emptyLine):n]); n == 0 && err == nil {
		return c.next(p)
	}
	return n, err
}

// next reads what comes next, be it here already.
func (c *Conn) next(p []byte) (int, error) {
	if len(c.kept) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.kept)
	c.handed, c.kept = c.kept[:n], c.kept[n:]
	return n, nil
}

// headersEnd is the end of a request's headers, and how an empty line begins that
// stands behind it.
const headersEnd = "\r\n\r\n\r"

// before is how much of that stands before the empty line.
const before = len(headersEnd) - 1

// parted gives how much of what was read is handed on: what could be an empty line
// behind a request without a body is looked at when that request is done with. Should
// it be something else nothing is lost: it follows.
func (c *Conn) parted(read []byte) int {
	end := c.endOfHeaders(read)
	if end < 0 {
		c.tail = append(c.tail, read[max(0, len(read)-before):]...)
		c.tail = append(c.tail[:0], c.tail[max(0, len(c.tail)-before+1):]...) // with one more, they would end the headers
		return len(read)
	}
	c.tail = c.tail[:0]
	if rest := read[end:]; bytes.HasSuffix(c.handed, rest) { // from where it came
		c.kept = c.handed[len(c.handed)-len(rest) : len(c.handed)+len(c.kept)]
	} else {
		c.kept = slices.Concat(rest, c.kept)
	}
	return end
}

// endOfHeaders gives where in what was read an empty line may begin; less than 0 if
// it does nowhere.
func (c *Conn) endOfHeaders(read []byte) int {
	seam := append(c.tail, read[:min(len(read), before)]...)
	if at := bytes.Index(seam, []byte(headersEnd)); at >= 0 {
		return at - len(c.tail) + before
	}
	if at := bytes.Index(read, []byte(headersEnd)); at >= 0 {
		return at + before
	}
	return -1
}

// lookAhead reads a byte, as net/http does to notice while it answers that the other
// side is gone. An empty line that comes instead stays here until the answer is
// done: in net/http's buffer nobody could take it away.
func (c *Conn) lookAhead(p []byte) (int, error) {
	for strings.HasPrefix(emptyLine, string(c.kept)) {
		n, err := c.Conn.Read(p)
		if n == 0 || len(c.kept) == 0 && p[0] != emptyLine[0] {
			return n, err
		}
		c.handed, c.kept = nil, append(c.kept, p[0])
	}
	if c.looked || !bytes.HasPrefix(c.kept, []byte(emptyLine)) {
		return c.next(p)
	}
	c.looked = true // who asks again reads a body in pieces of a byte, and gets it
	return 0, nil
}
