package feed

import (
	"crypto/sha1"
	"encoding/hex"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// uri returns an address in the form that RFC 3986 allows: other characters are
// percent-encoded as browsers do, and the host is in ASCII. A valid address is returned
// unchanged.
func uri(address string) string {
	address = strings.TrimSpace(address)
	first := strings.IndexByte(address, '#')
	if allLegal(address, "") && strings.LastIndexByte(address, '#') == first {
		return address
	}
	var b strings.Builder
	rest := address
	if scheme, after, ok := cutScheme(address); ok {
		end := strings.IndexAny(after, "/?#")
		if end < 0 {
			end = len(after)
		}
		b.WriteString(scheme + "://" + host(after[:end]))
		rest = after[end:]
	}
	before, fragment, ok := strings.Cut(rest, "#")
	encode(&b, before)
	if ok {
		b.WriteByte('#')
		encode(&b, strings.ReplaceAll(fragment, "#", "%23"))
	}
	return b.String()
}

// encode writes a part of an address, percent-encoding illegal characters.
func encode(b *strings.Builder, part string) {
	for i := range len(part) {
		if c := part[i]; isLegal(part, i) {
			b.WriteByte(c)
		} else {
			const digits = "0123456789ABCDEF"
			b.WriteString("%" + digits[c>>4:c>>4+1] + digits[c&15:c&15+1])
		}
	}
}

// legal is the set of characters allowed after the host. Brackets are allowed in the host
// only.
var legal = func() (table [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#@!$&'()*+,;=%") {
		table[c] = true
	}
	return table
}()

// isLegal reports whether the character at i is allowed: a percent sign only before two
// hexadecimal digits. Browsers send a stray one as it is, but feed validators reject it.
func isLegal(part string, i int) bool {
	return legal[part[i]] && (part[i] != '%' || i+2 < len(part) && isHex(part[i+1]) && isHex(part[i+2]))
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// allLegal reports whether a part of an address consists of legal characters and those in
// more.
func allLegal(part, more string) bool {
	for i := range len(part) {
		if !isLegal(part, i) && strings.IndexByte(more, part[i]) < 0 {
			return false
		}
	}
	return true
}

// host returns an authority (host, with any user and port) in ASCII.
func host(authority string) string {
	if allLegal(authority, "[]") {
		return authority
	}
	if ascii, err := idna.Lookup.ToASCII(authority); err == nil {
		return ascii
	}
	var b strings.Builder
	encode(&b, authority)
	return b.String()
}

// cutScheme splits an address at "://". ok is false if it has no scheme and host.
func cutScheme(address string) (scheme, after string, ok bool) {
	scheme, after, ok = strings.Cut(address, "://")
	return scheme, after, ok && hasScheme(scheme+":") && !strings.Contains(scheme, ":")
}

// hasScheme reports whether an address is absolute, such as https: or mailto:.
func hasScheme(address string) bool {
	for i := range len(address) {
		switch c := address[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return i > 0 && c == ':'
		}
	}
	return false
}

// identifier matches what Atom allows as an id: an absolute IRI (RFC 4287, 4.2.6).
var identifier = regexp.MustCompile("^[A-Za-z][A-Za-z0-9+.-]*:[^\\s\\x00-\\x20<>\"{}|\\\\^`\\[\\]\\x7f-\\x{9f}\\x{fffd}]+$")

// atomID returns the Atom id for a GUID. An IRI is used as it is; any other, such as a
// number from an old feed, becomes a name-based UUID (version 5, RFC 9562, in the
// namespace of URLs).
func atomID(guid string) string {
	if identifier.MatchString(guid) {
		return guid
	}
	space := []byte("\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8")
	sum := sha1.Sum(append(space, guid...))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return "urn:uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// site returns the host of an address, for people to read.
func site(address string) string {
	_, after, ok := cutScheme(address)
	if !ok {
		return address
	}
	name := after
	if end := strings.IndexAny(name, "/?#"); end >= 0 {
		name = name[:end]
	}
	name = name[strings.LastIndexByte(name, '@')+1:]
	return strings.TrimPrefix(name, "www.")
}
