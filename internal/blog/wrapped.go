package blog

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
)

// wrapped gives the page that an address of a redirector leads to which writes
// pages in a way of its own; ok is false if the address is of none of them.
func wrapped(host string, u *url.URL) (page string, ok bool) {
	values, _ := url.ParseQuery(u.RawQuery)
	switch {
	case host == "www.bing.com" && u.Path == "/ck/a":
		encoded, known := strings.CutPrefix(values.Get("u"), "a1")
		decoded, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
		return string(decoded), known && err == nil
	case host == "disq.us":
		return disqusKey.ReplaceAllString(values.Get("url"), ""), true
	case strings.HasPrefix(host, "urldefense."):
		return defended(u, values)
	case strings.HasSuffix(host, ".awstrack.me"):
		segments := strings.Split(u.EscapedPath(), "/") // "", "L0", the page, …
		if len(segments) < 3 {
			return "", false
		}
		page, err := url.PathUnescape(segments[2])
		return page, err == nil
	}
	return "", false
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
