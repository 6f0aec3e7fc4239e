package blog

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// wrapped gives the page that an address of a redirector leads to which writes
// pages in a way of its own; ok is false if the address is of none of them.
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

// decodedURL decodes base64 as addresses have it, padded or not; nil if it is none.
func decodedURL(encoded string) []byte {
	decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return nil
	}
	return decoded
}

// newsArticle gives the page that an address of Google News leads to, where that
// stands in it: a message of Protocol Buffers whose fourth field it is. Newer
// addresses hold a number that only Google knows.
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

// substackRedirect gives the page behind a link in a mail of Substack's: JSON, of
// which it is the member e.
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

// disqusKey is what Disqus puts behind the address of a page: a SHA-1 in base64.
var disqusKey = regexp.MustCompile(`:[A-Za-z0-9_-]{27}$`)

// defended gives the page behind an address that Proofpoint wrote into a mail.
// Version 2 has other signs for those that it escapes, version 3 a star for each of
// them and the signs themselves behind the page, in base64.
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

// runs are how version 3 counts signs in a row: the first of these is two.
const runs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// starred puts signs back where stars stand for them: one for a star, several for
// two stars and their number.
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
