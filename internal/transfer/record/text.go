package record

import (
	"bufio"
	"bytes"
	"errors"
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

// Text decodes the bytes of an archive, whatever program wrote it, to UTF-8 without byte
// order mark and control characters. UTF-16 is detected by its byte order mark or its
// zero bytes. Otherwise a byte that is not valid UTF-8 is decoded with the charset that
// the head declares (XML's encoding, HTML's charset), or as Windows-1252: so a single
// stray byte does not affect how the rest is read. Line ends are kept.
func Text(r io.Reader) io.Reader {
	head := bufio.NewReaderSize(r, HeadSize)
	begin, err := head.Peek(HeadSize)
	if errors.Is(err, io.EOF) {
		if text, ok := shortText(begin); ok {
			return bytes.NewReader(text)
		}
	}
	return transform.NewReader(head, transform.Chain(charset(begin), printer{}))
}

// shortText decodes a whole file that is not longer than a head. The formats decode the
// head of each file of an archive, one after the other, and a reader for files of any
// length has 20 KB of buffers.
func shortText(whole []byte) (text []byte, ok bool) {
	decoded, _, err := transform.Bytes(charset(whole), whole)
	if err != nil {
		return nil, false
	}
	text, _, err = transform.Bytes(printer{}, decoded)
	return text, err == nil
}

var byteOrderMark = []byte("\uFEFF")

// charset returns the decoder for a file that begins with head.
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

// zeros reports whether at least 70% of every second byte, from offset on, are zero: then
// it is a western text in UTF-16 without byte order mark.
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

// declaredCharset returns the charset that a file declares; nil if it declares none, or
// UTF-8.
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

// wholeRunes cuts off an incomplete character at the end of head.
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

// unmarked copies valid UTF-8 and decodes other bytes with a charset.
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
		if visible(r) < 0 || r == '\uFEFF' {
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

// Printable returns r, or -1 for a control character, for use with strings.Map: HTML and
// feeds can't contain most of them. Line feeds and tabs are printable.
func Printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// Visible returns a text without control characters, which JSON can contain as escapes.
// Line ends are kept.
func Visible(text string) string { return strings.Map(visible, text) }

func visible(r rune) rune {
	if r == '\r' {
		return r
	}
	return Printable(r)
}

// Plain returns plain text as one line: white space folded, no control characters. It
// decodes nothing.
func Plain(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return Printable(r)
	}, text)), " ")
}

// TrimBlankLines removes blank lines at both ends of a body. White space before the first
// word is kept: in Markdown it can mean code.
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
