package blog

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// SourceKeyVersion is the version of SourceKey's rules. Keys made by older ones are
// made again.
const SourceKeyVersion = 3

// SourceKey returns a key for comparison that all addresses of one page share. It
// ignores the scheme, "www.", a default port, tracking parameters, the order of
// parameters, trailing slashes, alternative escapes of a character, and whether the
// address is that of the page or of a copy in the Internet Archive. The case and the
// contents of path and parameters do matter. The key is empty if raw is not an http
// or https address.
func SourceKey(raw string) string {
	address := Clean(raw).URL
	if _, page := archived(address); page != "" {
		address = Clean(page).URL
	}
	return keyOf(address)
}

// keyOf returns the key of a clean address.
func keyOf(address string) string {
	if !isWeb(address) {
		return ""
	}
	u, err := ParseURL(address)
	if err != nil {
		return ""
	}
	host, path := keyHost(u), keyPath(u)
	query := keyQuery(u.RawQuery)
	host, path, query = sameWork(host, path, query)
	key := host + path
	if len(query) > 0 {
		key += "?" + strings.Join(query, "&")
	}
	if f := u.EscapedFragment(); strings.HasPrefix(f, "!") || strings.HasPrefix(f, "/") {
		key += "#" + escapes(f)
	}
	return key
}

// EvidenceKey returns the key under which the metadata of the page at an address is
// stored: its SourceKey, except that each copy in the Internet Archive has a key of
// its own. A copy holds the metadata of its time, and neither should replace the
// other.
func EvidenceKey(raw string) string {
	key, _ := EvidenceKeys(raw)
	return key
}

// EvidenceKeys returns the EvidenceKey of an address and its SourceKey.
func EvidenceKeys(raw string) (evidence, page string) {
	address := Clean(raw).URL
	time, original := archived(address)
	if original == "" {
		key := keyOf(address)
		return key, key
	}
	key := keyOf(Clean(original).URL)
	if key == "" {
		return "", ""
	}
	return "web.archive.org/web/" + time + "/" + key, key
}

// archivedCopy matches the address of a copy in the Internet Archive, with the time
// of the copy and the address of the page. Links keep such an address: the page may
// be gone.
var archivedCopy = regexp.MustCompile(`^(?i:https?://(?:web\.)?archive\.org)/web/([0-9]{4,14})(?:[a-z]{2}_)?/((?i:https?)://.+)$`)

// archived returns the time of a copy in the Internet Archive and the address of its
// page; both are empty if the address is not that of a copy.
func archived(address string) (time, page string) {
	if copied := archivedCopy.FindStringSubmatch(address); copied != nil && isWeb(copied[2]) {
		return copied[1], copied[2]
	}
	return "", ""
}

// sameSites maps hosts to others that show the same pages.
var sameSites = map[string]string{
	"mobile.twitter.com": "x.com", "m.twitter.com": "x.com", "twitter.com": "x.com", "mobile.x.com": "x.com",
	"old.reddit.com": "reddit.com", "new.reddit.com": "reddit.com", "np.reddit.com": "reddit.com", "i.reddit.com": "reddit.com", "amp.reddit.com": "reddit.com",
	"music.youtube.com": "youtube.com", "youtube-nocookie.com": "youtube.com",
	"dx.doi.org": "doi.org", "export.arxiv.org": "arxiv.org", "amp.theguardian.com": "theguardian.com",
	"edition.cnn.com": "cnn.com", "lite.cnn.com": "cnn.com", "amp.cnn.com": "cnn.com",
}

// keyHost returns the host for a key.
func keyHost(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	host = strings.TrimPrefix(host, "www.")
	for _, prefix := range []string{"m.", "mobile.", "amp."} {
		if rest, ok := strings.CutPrefix(host, prefix); ok && strings.Contains(rest, ".") {
			host = rest
		}
	}
	host = strings.Replace(host, ".m.wikipedia.org", ".wikipedia.org", 1)
	if same, ok := sameSites[host]; ok {
		host = same
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host = strings.Trim(host, "[]")
		return net.JoinHostPort(host, port)
	}
	return host
}

var indexPage = regexp.MustCompile(`(?i)/(?:index\.(?:html?|php|shtml)|default\.aspx?)$`)

// keyPath returns the path for a key: dot segments are resolved, and trailing
// slashes, index pages and marks of AMP copies are removed.
func keyPath(u *url.URL) string {
	path := escapes(u.EscapedPath())
	if strings.Contains(path, "/.") {
		segments := strings.Split(path, "/")
		var out []string
		for _, s := range segments {
			switch s {
			case ".":
			case "..":
				if len(out) > 1 {
					out = out[:len(out)-1]
				}
			default:
				out = append(out, s)
			}
		}
		path = strings.Join(out, "/")
	}
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	path = indexPage.ReplaceAllString(path, "/")
	path = strings.TrimRight(path, "/")
	if len(path) > len("/amp") {
		path = strings.TrimSuffix(strings.TrimSuffix(path, "/amp"), ".amp")
	}
	return strings.TrimRight(path, "/")
}

// keyQuery returns the parameters for a key: sorted, with normalised escapes, and
// without those of AMP copies.
func keyQuery(raw string) []string {
	var out []string
	for _, pair := range strings.FieldsFunc(raw, func(r rune) bool { return r == '&' || r == ';' }) {
		pair = strings.TrimSuffix(escapes(strings.ReplaceAll(pair, "+", "%20")), "=")
		switch strings.ToLower(pair) {
		case "", "amp", "amp=1", "outputtype=amp":
			continue
		}
		out = append(out, pair)
	}
	slices.Sort(out)
	return out
}

const upperHex = "0123456789ABCDEF"

// escapes normalises the escapes of s (RFC 3986, section 6.2.2): letters, digits and
// -._~ are unescaped, characters that are not allowed in an address are escaped,
// escapes use capitals, and all other characters stay as they are.
func escapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			v := unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if isUnreserved(v) {
				b.WriteByte(v)
			} else {
				escape(&b, v)
			}
			continue
		}
		if c <= ' ' || c >= 0x7f || c == '%' || strings.IndexByte(`"<>\^`+"`{|}", c) >= 0 {
			escape(&b, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func escape(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

var (
	videoPath  = regexp.MustCompile(`^/(?:shorts|embed|live|v)/([A-Za-z0-9_-]{6,})$`)
	paperPath  = regexp.MustCompile(`^/(?:abs|pdf|html)/(.+?)(?:v\d+)?(?:\.pdf)?$`)
	productID  = regexp.MustCompile(`/(?:dp|gp/product|gp/aw/d)/([A-Z0-9]{10})(?:/|$)`)
	statusPath = regexp.MustCompile(`^/[^/]+/status/(\d+)(?:/.*)?$`)
)

// sameWork normalises addresses of sites that show one thing at several addresses.
func sameWork(host, path string, query []string) (string, string, []string) {
	switch {
	case host == "youtu.be" && len(path) > 1:
		return "youtube.com", "/watch", append([]string{"v=" + path[1:]}, without(query, "v=")...)
	case host == "youtube.com" && videoPath.MatchString(path):
		return host, "/watch", append([]string{"v=" + videoPath.FindStringSubmatch(path)[1]}, without(query, "v=")...)
	case host == "arxiv.org" && paperPath.MatchString(path):
		return host, "/abs/" + paperPath.FindStringSubmatch(path)[1], query
	case strings.HasPrefix(host, "amazon.") && productID.MatchString(path):
		return host, "/dp/" + productID.FindStringSubmatch(path)[1], nil
	case host == "x.com" && statusPath.MatchString(path):
		return host, "/i/status/" + statusPath.FindStringSubmatch(path)[1], query
	case host == "doi.org":
		return host, strings.ToLower(path), query
	}
	return host, path, query
}

// without removes the parameters with a prefix.
func without(query []string, beginning string) []string {
	return slices.DeleteFunc(query, func(pair string) bool { return strings.HasPrefix(pair, beginning) })
}
