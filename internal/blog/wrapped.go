package blog

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// wrapped returns the target of a redirector that encodes it in a way of its own. ok
// is false if the address is not that of such a redirector, or can't be decoded.
func wrapped(host string, u *url.URL) (page string, ok bool) {
	values, _ := url.ParseQuery(u.RawQuery)
	last := u.EscapedPath()[strings.LastIndexByte(u.EscapedPath(), '/')+1:]
	switch {
	case host == "www.bing.com" && u.Path == "/ck/a":
		encoded, known := strings.CutPrefix(values.Get("u"), "a1")
		decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
		return string(decoded), known && err == nil
	case host == "disq.us":
		return disqusKey.ReplaceAllString(values.Get("url"), ""), true
	case strings.HasPrefix(host, "urldefense."):
		return defended(u, values)
	case strings.HasSuffix(host, ".awstrack.me"), strings.HasPrefix(u.EscapedPath(), "/CL0/http"):
		segments := strings.Split(u.EscapedPath(), "/") // "", "L0", the page, …
		if len(segments) < 3 {
			return "", false
		}
		page, err := url.PathUnescape(segments[2])
		return page, err == nil
	case host == "secure-web.cisco.com", host == "outgoing.prod.webservices.mozgcp.net":
		page, err := url.PathUnescape(last)
		return page, err == nil
	case strings.HasPrefix(host, "click.convertkit-mail"), strings.HasPrefix(host, "click.kit-mail"):
		return string(decodedURL(last)), true
	case host == "news.google.com":
		return newsArticle(u.Path)
	case host == "substack.com":
		return substackRedirect(u.Path)
	case host == "r.search.yahoo.com":
		_, rest, ok := strings.Cut(u.EscapedPath(), "/RU=")
		rest, _, _ = strings.Cut(rest, "/")
		page, err := url.PathUnescape(rest)
		return page, ok && err == nil
	case sameSite(host, "www.youtube.com") && u.Path == "/attribution_link":
		page := values.Get("u")
		return "https://www.youtube.com" + page, strings.HasPrefix(page, "/watch?")
	}
	return "", false
}

// decodedURL decodes URL-safe base64, padded or not. It returns nil for invalid
// input.
func decodedURL(encoded string) []byte {
	decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return nil
	}
	return decoded
}

// newsArticle returns the target of an address of Google News if the address
// contains it, as the fourth field of a Protocol Buffers message. Newer addresses
// contain a number that only Google can resolve.
func newsArticle(path string) (string, bool) {
	for _, beginning := range []string{"/articles/", "/rss/articles/", "/read/", "/__i/rss/rd/articles/"} {
		encoded, ok := strings.CutPrefix(path, beginning)
		if !ok {
			continue
		}
		message := decodedURL(encoded)
		if len(message) < 4 || message[0] != 0x08 || message[2] != 0x22 {
			return "", false
		}
		length, n := binary.Uvarint(message[3:])
		page := message[min(len(message), 3+max(n, 0)):]
		if n <= 0 || length > uint64(len(page)) {
			return "", false
		}
		return string(page[:length]), true
	}
	return "", false
}

// substackRedirect returns the target of a link in one of Substack's mails: the
// member e of a JSON object.
func substackRedirect(path string) (string, bool) {
	token, ok := strings.CutPrefix(path, "/redirect/2/")
	if !ok {
		return "", false
	}
	payload, _, _ := strings.Cut(token, ".")
	var link struct {
		E string `json:"e"`
	}
	if json.Unmarshal(decodedURL(payload), &link) != nil {
		return "", false
	}
	return link.E, true
}

// disqusKey matches what Disqus appends to the address of a page: a SHA-1 in base64.
var disqusKey = regexp.MustCompile(`:[A-Za-z0-9_-]{27}$`)

// defended returns the target of a link that Proofpoint rewrote in a mail. Version 2
// replaces "%" and "/" by other characters. Version 3 replaces each escaped
// character by a star, and appends the characters in base64.
func defended(u *url.URL, values url.Values) (string, bool) {
	switch path := u.EscapedPath(); {
	case strings.HasPrefix(path, "/v1/url"):
		return values.Get("u"), true
	case strings.HasPrefix(path, "/v2/url"):
		page, err := url.QueryUnescape(strings.NewReplacer("-", "%", "_", "/").Replace(values.Get("u")))
		return page, err == nil
	}
	_, rest, ok := strings.Cut(u.String(), "/v3/__")
	if !ok {
		return "", false
	}
	page, signs, ok := strings.Cut(rest, "__;")
	if !ok {
		return "", false
	}
	signs, _, _ = strings.Cut(signs, "!")
	decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(signs, "="))
	if err != nil {
		return "", false
	}
	return starred(page, []rune(string(decoded)))
}

// runs holds the digits by which version 3 counts consecutive characters: the first
// one means two.
const runs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// starred replaces stars by the characters that they stand for: one for a single
// star, several for two stars followed by their number.
func starred(page string, signs []rune) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(page); i++ {
		if page[i] != '*' {
			b.WriteByte(page[i])
			continue
		}
		n := 1
		if strings.HasPrefix(page[i:], "**") && i+2 < len(page) {
			if n = strings.IndexByte(runs, page[i+2]) + 2; n < 2 {
				return "", false
			}
			i += 2
		}
		if n > len(signs) {
			return "", false
		}
		b.WriteString(string(signs[:n]))
		signs = signs[n:]
	}
	return b.String(), true
}
