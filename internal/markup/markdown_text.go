package markup

import (
	"bytes"

	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// textWriter is goldmark's writer of text, but it escapes quotation marks as
// x/net/html does. So sanitize leaves the HTML of a typical body unchanged, and need
// not parse it a second time.
type textWriter struct{ html.Writer }

// bodyText writes the text of bodies.
var bodyText = textWriter{html.DefaultWriter}

// Write implements html.Writer.
func (e textWriter) Write(to util.BufWriter, source []byte) { e.Writer.Write(marks{to}, source) }

// RawWrite implements html.Writer.
func (e textWriter) RawWrite(to util.BufWriter, source []byte) { e.Writer.RawWrite(marks{to}, source) }

// marks writes ' and " as x/net/html does.
type marks struct{ util.BufWriter }

// Write receives text in which all but ' is escaped, in pieces: each escaped
// character is a piece of its own.
func (m marks) Write(piece []byte) (n int, err error) {
	if string(piece) == "&quot;" {
		return m.BufWriter.WriteString("&#34;")
	}
	for {
		at := bytes.IndexByte(piece, '\'')
		if at < 0 {
			break
		}
		if n, err = m.BufWriter.Write(piece[:at]); err != nil {
			return n, err
		}
		if n, err = m.BufWriter.WriteString("&#39;"); err != nil {
			return n, err
		}
		piece = piece[at+1:]
	}
	return m.BufWriter.Write(piece)
}
