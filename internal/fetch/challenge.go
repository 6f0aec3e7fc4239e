package fetch

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
)

// titleSet returns the set of the lines of a text, without comments.
func titleSet(lines string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(lines) {
		if title := foldTitle(line); title != "" && title[0] != '#' {
			set[title] = true
		}
	}
	return set
}

// foldTitle normalizes a title for comparison: lower case, single spaces, straight
// apostrophes, no invisible characters, and no punctuation at the end but an ellipsis.
func foldTitle(title string) string {
	title = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == '‘' || r == 'ʼ':
			return '\''
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return unicode.ToLower(r)
	}, title)
	title = strings.ReplaceAll(strings.Join(strings.Fields(title), " "), "…", "...")
	title, dots := strings.TrimRight(title, ".!?。！？ "), strings.HasSuffix(title, "...")
	if dots && title != "" {
		title += "..."
	}
	return title
}

// IsChallenge reports whether a title is that of a page that checks for robots, refuses
// them, or asks for consent first, so that it says nothing about the page behind it.
func IsChallenge(title string) bool {
	folded := foldTitle(title)
	if folded == "" || len(folded) > 300 {
		return false
	}
	if challengeTitles[folded] || challengeTitles[strings.TrimSuffix(folded, "...")] {
		return true
	}
	for _, start := range challengePrefixes {
		if strings.HasPrefix(folded+" ", start) {
			return true
		}
	}
	return false
}

// mitigation returns the header by which a service declares its answer a challenge, or ""
// if there is none.
func mitigation(h http.Header) string {
	for _, name := range []string{"Cf-Mitigated", "X-Vercel-Mitigated", "X-Amzn-Waf-Action"} {
		if h.Get(name) != "" {
			return name + ": " + h.Get(name)
		}
	}
	if h.Get("Sg-Captcha") != "" {
		return "Sg-Captcha"
	}
	return ""
}

// gates matches addresses (host and path) of consent and challenge pages that sites
// redirect to.
var gates = regexp.MustCompile(`^(?:consent\.(?:google|youtube)\.[a-z.]+/|(?:[a-z.-]*\.)?consent\.yahoo\.com/|guce\.[a-z.]+/|(?:www|ipv[46])\.google\.[a-z.]+/sorry/|validate\.perfdrive\.com/|geo\.captcha-delivery\.com/|[^/]+/\.well-known/(?:sgcaptcha|ddos-guard|\.within\.website|vercel/security)|[^/]+/showcaptcha|wappass\.baidu\.com/)`)

// marker is a piece of markup that identifies a challenge if the page is small enough.
// Larger pages with it are real ones, which the services mark, too.
type marker struct {
	text   string
	within int // the largest size of a challenge, in bytes
}

var markers = []marker{
	{"_cf_chl_opt", 64 << 10},
	{`id="challenge-error-text"`, 64 << 10},
	{`id="anubis_challenge"`, 64 << 10},
	{"/_Incapsula_Resource?", 4 << 10},
	{"captcha-delivery.com/", 4 << 10},
	{"/errors/validateCaptcha", 16 << 10},
	{`id="px-captcha"`, 16 << 10},
	{"AwsWafIntegration.", 16 << 10},
	{"/.well-known/sgcaptcha/", 4 << 10},
	{"/.well-known/ddos-guard/", 16 << 10},
	{"ips.js?KP_UID", 4 << 10}, // Kasada
	{"sec-if-cpt-container", 16 << 10},
	{"sucuri_cloudproxy_js", 16 << 10},
}

// gate returns an error if a page is a challenge or a consent page, else nil.
func gate(at *url.URL, page Page) error {
	if gates.MatchString(at.Host + at.Path) {
		return challenged(at.Host, nil)
	}
	if !page.HTML() {
		return nil
	}
	if IsChallenge(titleOf(page.Body)) {
		return challenged(at.Host, nil)
	}
	for _, m := range markers {
		// A page with Open Graph metadata is a real one.
		if len(page.Body) <= m.within && bytes.Contains(page.Body, []byte(m.text)) && !bytes.Contains(page.Body, []byte("og:title")) {
			return challenged(at.Host, nil)
		}
	}
	return nil
}

// challenged returns the error of a page that checks for robots.
func challenged(host string, err error) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "%s shows a check for robots instead of the page. Type the title by hand.", Args: []any{host}, Err: err}
}

// titleOf returns the first <title> in a page's head.
func titleOf(page []byte) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "title":
				if z.Next() == html.TextToken {
					return string(z.Text())
				}
				return ""
			case "body":
				return ""
			}
		}
	}
}
