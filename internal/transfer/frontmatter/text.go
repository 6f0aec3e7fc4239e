package frontmatter

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// binary returns the error for a file that is not text.
func binary() error {
	return &blog.Error{Kind: blog.Invalid, Message: "This file is no text."}
}

// decode converts a file's bytes to text: UTF-8 without byte order mark and control
// characters, with line feeds as line ends. Bytes that are not valid UTF-8 are decoded as
// Windows-1252, one by one, so that a single stray byte does not affect how the rest is
// read. The notes say what was changed.
func decode(raw []byte) (text string, notes []string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}), bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		utf16 := utf.UTF16(utf.LittleEndian, utf.UseBOM)
		if raw, err = utf16.NewDecoder().Bytes(raw); err != nil {
			return "", nil, binary()
		}
	case bytes.IndexByte(raw, 0) >= 0 && !begins(string(bytes.ReplaceAll(raw[:min(len(raw), record.HeadSize)], []byte{0}, nil))):
		return "", nil, binary()
	}
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	text = string(raw)
	if !utf8.Valid(raw) {
		text = fromWindows(raw)
		notes = append(notes, "The file is not UTF-8; its other bytes were read as Windows-1252.")
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if clean := strings.Map(record.Printable, text); clean != text {
		text = clean
		notes = append(notes, "Control characters were taken out.")
	}
	return text, notes, nil
}

func fromWindows(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(raw[0])
		}
		b.WriteRune(r)
		raw = raw[n:]
	}
	return b.String()
}
