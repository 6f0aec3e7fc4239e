package wxr

import (
	"bytes"
	"strconv"
)

// thin is an item without its long CDATA sections. The XML decoder checks each of their
// bytes for invalid characters, and they are nearly all of a file.
type thin struct {
	xml      []byte
	sections [][]byte // the contents of the removed sections
}

// mark surrounds the index of a removed section in its place. It is a private use
// character (U+F8FF), which nobody else should use.
const mark = "\uF8FF"

// longSection is the minimum length of a section that is worth removing, in bytes.
const longSection = 256

// thinned removes long sections from an item.
func thinned(raw []byte) thin {
	if bytes.Contains(raw, []byte(mark)) {
		return thin{xml: raw}
	}
	var t thin
	from, at := 0, 0 // the beginning of what is not in t.xml yet, and where to continue
	for {
		next, which := nextSection(raw[at:])
		if which < 0 {
			break
		}
		begin := at + next + len(sections[which].opens)
		size := bytes.Index(raw[begin:], sections[which].closes)
		if size < 0 {
			break
		}
		if at = begin + size; which == cdata && size > longSection {
			t.xml = append(t.xml, raw[from:begin]...)
			t.xml = append(t.xml, mark+strconv.Itoa(len(t.sections))+mark...)
			t.sections = append(t.sections, raw[begin:at])
			from = at
		}
	}
	t.xml = append(t.xml, raw[from:]...)
	return t
}

// nextSection returns the offset of the first section or comment, and its index in
// sections; -1 if there is none.
func nextSection(b []byte) (at, which int) {
	for from := 0; ; from++ {
		i := bytes.Index(b[from:], []byte("<!"))
		if i < 0 {
			return 0, -1
		}
		from += i
		for which := range sections {
			if bytes.HasPrefix(b[from:], sections[which].opens) {
				return from, which
			}
		}
	}
}

// whole puts the removed sections back into a text.
func (t thin) whole(text []byte) []byte {
	if len(t.sections) == 0 || !bytes.Contains(text, []byte(mark)) {
		return text
	}
	var out []byte
	for i, part := range bytes.Split(text, []byte(mark)) {
		if i%2 == 0 {
			out = append(out, part...)
			continue
		}
		if n, err := strconv.Atoi(string(part)); err == nil && n < len(t.sections) {
			out = append(out, lineEnds(t.sections[n])...)
		}
	}
	return out
}

// lineEnds converts line ends to line feeds, as XML requires (2.11).
func lineEnds(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}
