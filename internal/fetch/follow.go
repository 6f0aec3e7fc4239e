package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// fetch requests u, follows redirects, and returns the page at the end.
func (c *Client) fetch(ctx context.Context, u *url.URL) (Page, error) {
	seen := map[string]bool{}
	for range mostRedirects + 1 {
		if seen[u.String()] {
			return Page{}, unavailable("%s leads round in a circle and never to the page. Check the address, or type the title by hand.", u.Host)
		}
		seen[u.String()] = true
		res, to, err := c.hop(ctx, u)
		if err != nil {
			return Page{}, err
		}
		if to != nil {
			u = to
			continue
		}
		page, err := c.take(res, u)
		if err != nil {
			return Page{}, err
		}
		if to = refresh(u, page); to == nil || seen[to.String()] {
			return page, nil
		}
		u = to
	}
	return Page{}, unavailable("The address leads on and on, through more than %d others, and at last to %s. Check it, or type the title by hand.", mostRedirects, u.Host)
}

// hop requests u. If the answer is a redirect, it returns only where that leads to.
func (c *Client) hop(ctx context.Context, u *url.URL) (res *http.Response, to *url.URL, err error) {
	if res, err = c.ask(ctx, u); err != nil {
		return nil, nil, &hopError{u.Host, err}
	}
	location := res.Header.Get("Location")
	if !redirects(res.StatusCode) || location == "" {
		return res, nil, nil
	}
	_ = res.Body.Close()
	to, err = next(u, location)
	return nil, to, err
}

// ask sends one request. It identifies the program, and sends no Referer, cookies or
// credentials. It does not use http.Client, which would add some of these, and which
// parses redirects more strictly than browsers.
func (c *Client) ask(ctx context.Context, u *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make a request to %s: %w", u.Host, err)
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Encoding", "gzip, br")
	return c.transport.RoundTrip(req)
}

// take reads the page in a response, and closes it.
func (c *Client) take(res *http.Response, at *url.URL) (Page, error) {
	defer func() { _ = res.Body.Close() }()
	if err := refusal(at.Host, res); err != nil {
		return Page{}, err
	}
	page, err := read(res, c.limits.body)
	if err != nil {
		return Page{}, &hopError{at.Host, err}
	}
	page.URL = at.String()
	return page, gate(at, page)
}

// redirects reports whether a status is a redirect to Location.
func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// refreshWithin is the size up to which a page may be a mere redirect, in bytes. Those of
// link shorteners have a few hundred.
const refreshWithin = 4 << 10

// refreshContent matches the content of <meta http-equiv=refresh>: seconds and address.
var refreshContent = regexp.MustCompile(`(?is)^\s*([0-9]{1,4})[0-9.]*\s*[;,]\s*(?:url\s*=\s*)?["']?\s*([^"'\s]+)`)

// refresh returns the address that a small page redirects to by its markup, as link
// shorteners like t.co do with browsers, or nil. The address is checked like that of any
// redirect.
func refresh(at *url.URL, page Page) *url.URL {
	if !page.HTML() || page.Cut || len(page.Body) > refreshWithin || bytes.Contains(page.Body, []byte("og:title")) {
		return nil
	}
	m := refreshContent.FindStringSubmatch(refreshOf(page.Body))
	if m == nil {
		return nil
	}
	if seconds, err := strconv.Atoi(m[1]); err != nil || seconds > 1 {
		return nil // a delay that leaves time to read the page
	}
	to, err := next(at, m[2])
	if err != nil {
		return nil
	}
	return to
}

// refreshOf returns the content of the first <meta http-equiv=refresh>, also within
// <noscript>.
func refreshOf(page []byte) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			switch name, _ := z.TagName(); string(name) {
			case "noscript":
				z.NextIsNotRawText()
			case "meta":
				if attr := attributes(z); strings.EqualFold(strings.TrimSpace(attr["http-equiv"]), "refresh") {
					return attr["content"]
				}
			}
		}
	}
}

// attributes returns the attributes of z's current tag. Of duplicates the first counts.
func attributes(z *html.Tokenizer) map[string]string {
	attr := map[string]string{}
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, twice := attr[string(key)]; !twice {
			attr[string(key)] = string(value)
		}
	}
	return attr
}
