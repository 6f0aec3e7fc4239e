package record

import (
	"io"
	"strings"
	"testing"
)

// Short files are decoded in one piece, long ones by a chain of readers.
func TestShortAndLongTextsAreDecodedAlike(t *testing.T) {
	padding := strings.Repeat("x", HeadSize)
	for name, raw := range map[string]string{
		"UTF-8":                 "caf\u00e9 \u2615",
		"a byte order mark":     "\uFEFFcaf\u00e9",
		"a stray byte":          "caf\u00e9, caf\xe9",
		"a declared charset":    `<meta charset="iso-8859-2">` + "\xb1",
		"a declared wide one":   `<?xml version="1.0" encoding="shift_jis"?>` + "\x82\xa0",
		"UTF-16":                "\xff\xfea\x00b\x00\xe9\x00",
		"UTF-16 without a mark": "\x00a\x00b\x00c\x00d\x00e",
		"control characters":    "a\x00b\x07c\r\nd\te",
		"nothing":               "",
	} {
		t.Run(name, func(t *testing.T) {
			short, err := io.ReadAll(Text(strings.NewReader(raw)))
			if err != nil {
				t.Fatal(err)
			}
			tail := padding
			if strings.HasPrefix(name, "UTF-16") {
				tail = strings.Repeat(raw[len(raw)-2:], HeadSize/2)
			}
			long, err := io.ReadAll(Text(strings.NewReader(raw + tail)))
			if err != nil || !strings.HasPrefix(string(long), string(short)) {
				t.Errorf("short %q, long %.60q, %v", short, long, err)
			}
		})
	}
}
