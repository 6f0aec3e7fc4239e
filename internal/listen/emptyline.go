package listen

// read reads from the inner connection, without an empty line before the first
// request, which is to be ignored (RFC 9112, 2.2) and which net/http refuses.
//
// One line is, and only at the very beginning of a connection: further on, what is
// before a request and what is within it is known to net/http alone, which has a part
// of it in its buffers. It ignores one behind a form, as old browsers send them, and
// refuses any other.
func (c *Conn) read(p []byte) (n int, err error) {
	if c.asked || len(p) < len(emptyLine) {
		c.asked = true
		return c.Conn.Read(p)
	}
	for n < len(emptyLine) && err == nil {
		var more int
		more, err = c.Conn.Read(p[n:])
		n += more
		if n > 0 && p[0] != emptyLine[0] {
			break
		}
	}
	c.asked = n > 0 || err == nil
	if n < len(emptyLine) || string(p[:len(emptyLine)]) != emptyLine {
		return n, err
	}
	if n = copy(p, p[len(emptyLine):n]); n == 0 && err == nil {
		return c.Conn.Read(p)
	}
	return n, err
}

const emptyLine = "\r\n"
