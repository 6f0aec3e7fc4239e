package listen

// read reads from the inner connection and drops an empty line before the first
// request, which servers should ignore (RFC 9112, 2.2) but net/http rejects.
//
// It drops a single line, and only at the very beginning of a connection: later,
// only net/http, which buffers input, knows where a request begins. Net/http ignores
// an empty line after a form, as old browsers send it, and rejects any other.
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
