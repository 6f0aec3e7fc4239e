package record

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Text reads an archive's bytes as text: UTF-8 without byte order mark and
// without control characters, whatever the program wrote that made it. UTF-16
// is told by its mark or its zeros. Otherwise a byte that is no UTF-8 is one of
// the charset that the head declares (XML's encoding, HTML's charset), or of
// Windows-1252: a single stray byte does not change how the rest is read. Line
// ends stay as they are.
func Text(r io.Reader) io.Reader {
	head := bufio.NewReaderSize(r, HeadSize)
	begin, _ := head.Peek(HeadSize)
	return transform.NewReader(head, transform.Chain(charset(begin), printer{}))
}

var byteOrderMark = []byte("\uFEFF")

// charset gives what makes UTF-8 of bytes that begin so.
func charset(head []byte) transform.Transformer {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), zeros(head, 1):
		return utf.UTF16(utf.LittleEndian, utf.UseBOM).NewDecoder()
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), zeros(head, 0):
		return utf.UTF16(utf.BigEndian, utf.UseBOM).NewDecoder()
	case bytes.HasPrefix(head, byteOrderMark):
		return unmarked{charmap.Windows1252}
	}
	switch declared := declaredCharset(head).(type) {
	case nil:
		return unmarked{charmap.Windows1252}
	case *charmap.Charmap:
		return unmarked{declared}
	default:
		if isASCII(head) || !utf8.Valid(wholeRunes(head)) {
			return declared.NewDecoder()
		}
		return unmarked{charmap.Windows1252}
	}
}

// zeros reports whether nearly every second byte, from offset on, is zero: a
// western text in UTF-16 without a mark.
func zeros(head []byte, offset int) bool {
	if len(head) < 8 {
		return false
	}
	n, of := 0, 0
	for i := offset; i < len(head); i += 2 {
		of++
		if head[i] == 0 {
			n++
		}
	}
	return n*10 > of*7
}

var charsetName = regexp.MustCompile(`(?i)(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]+)`)

// declaredCharset gives the charset that a file says it is in; nil if it says
// nothing, or UTF-8.
func declaredCharset(head []byte) encoding.Encoding {
	m := charsetName.FindSubmatch(head[:min(len(head), 1024)])
	if m == nil {
		return nil
	}
	e, err := htmlindex.Get(string(m[1]))
	if err != nil || e == utf.UTF8 {
		return nil
	}
	if name, err := htmlindex.Name(e); err != nil || strings.HasPrefix(name, "utf-16") || name == "replacement" || name == "x-user-defined" {
		return nil // the bytes would have shown it
	}
	return e
}

func isASCII(head []byte) bool {
	return !bytes.ContainsFunc(head, func(r rune) bool { return r >= utf8.RuneSelf })
}

// wholeRunes cuts off a character that the head's end has cut in two.
func wholeRunes(head []byte) []byte {
	for i := len(head) - 1; i >= 0 && i >= len(head)-utf8.UTFMax; i-- {
		if utf8.RuneStart(head[i]) {
			if !utf8.FullRune(head[i:]) {
				return head[:i]
			}
			break
		}
	}
	return head
}

// unmarked passes UTF-8 on and takes other bytes for a charset's.
type unmarked struct{ other *charmap.Charmap }

// Reset implements transform.Transformer.
func (unmarked) Reset() {}

// Transform implements transform.Transformer.
func (u unmarked) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, n := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if r, n = utf8.DecodeRune(src[nSrc:]); r == utf8.RuneError && n == 1 {
				if !atEOF && !utf8.FullRune(src[nSrc:]) {
					return nDst, nSrc, transform.ErrShortSrc
				}
				r = u.other.DecodeByte(src[nSrc])
			}
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}

// printer drops control characters and byte order marks from UTF-8.
type printer struct{}

// Reset implements transform.Transformer.
func (printer) Reset() {}

// Transform implements transform.Transformer.
func (printer) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, n := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r, n = utf8.DecodeRune(src[nSrc:])
		}
		if r != '\r' && Printable(r) < 0 || r == '\uFEFF' {
			nSrc += n
			continue
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}

// Printable gives the character, and -1 for control characters, for use with
// strings.Map: HTML and feeds can't hold most of them. Line feeds and tabs are
// printable.
func Printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// Plain gives plain text as a line: white space folded, no control characters.
// Nothing is decoded.
func Plain(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return Printable(r)
	}, text)), " ")
}

// TrimBlankLines takes blank lines off both ends of a body. White space before
// the first word stays: in Markdown it can mean code.
func TrimBlankLines(body string) string {
	for {
		line, rest, ok := strings.Cut(body, "\n")
		if strings.TrimSpace(line) != "" {
			break
		}
		if !ok {
			return ""
		}
		body = rest
	}
	return strings.TrimRight(body, " \t\r\n")
}
