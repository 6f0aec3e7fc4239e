package web

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
)

// ampQuery matches parameters with which other programs' AMP pages are requested.
var ampQuery = regexp.MustCompile(`(?i)(?:^|&)(?:amp|amp=[^&]*|outputType=amp|noamp=[^&]*)(?:&|$)`)

// untracked returns an address without its tracking parameters, if it has such and
// no others: the address that the router and caches know.
func untracked(u *url.URL) (string, bool) {
	if u.RawQuery == "" {
		return "", false
	}
	query := ampQuery.ReplaceAllString(u.RawQuery, "&")
	if strings.Trim(query, "&") == "" {
		return u.EscapedPath(), true
	}
	clean := blog.Clean("https://a.example" + u.EscapedPath() + "?" + query)
	rest, ok := strings.CutPrefix(clean.URL, "https://a.example")
	if !ok || strings.Contains(rest, "?") {
		return "", false
	}
	return u.EscapedPath(), true
}

// redirected redirects an address for which the author has set a target.
func (s *server) redirected(c echo.Context) (bool, error) {
	u := c.Request().URL
	for _, query := range []string{u.RawQuery, ""} {
		target, err := s.store.Redirect(c.Request().Context(), blog.AddressKey(u.EscapedPath(), query))
		if err == nil {
			return true, moved(c, target)
		}
		if blog.KindOf(err) != blog.NotFound {
			return false, err
		}
		if u.RawQuery == "" {
			break
		}
	}
	return false, nil
}

// Suffixes and marks that other programs, and people, add to an address.
var (
	indexName = regexp.MustCompile(`(?i)/(?:index|default|home)\.(?:html?|php|aspx?|xhtml|shtml|cgi)$`)
	pageName  = regexp.MustCompile(`(?i)\.(?:html?|php|aspx?|xhtml|shtml|amp)$`)
	ampName   = regexp.MustCompile(`(?i)/(?:amp|print|embed|mobile|trackback|comments|(?:comments/)?feed(?:/(?:atom|rss2?|rdf))?|comment-page-\d+|page/\d+|1)/*$`)
	folder    = regexp.MustCompile(`(?i)^/(?:blog|weblog|wordpress)(?:/|$)`)
	stray     = regexp.MustCompile("(?:%20|%22|%27|%29|%3E|[\\s)\\]}>,.;:!?'\"“”‘’»…])+/*$")
)

// forgiven redirects to the address that was probably meant: in another case,
// without doubled slashes, without another program's suffix, without a mark that an
// email or a chat left behind it, or unescaped once more.
func (s *server) forgiven(c echo.Context) (bool, error) {
	u := c.Request().URL
	for _, candidate := range meant(u.Path) {
		if candidate == "/" {
			return true, moved(c, home(u))
		}
		path, err := s.store.Meant(c.Request().Context(), blog.AddressKey(blog.Href(candidate), ""))
		switch kind := blog.KindOf(err); {
		case err == nil:
			return true, moved(c, blog.Href(path))
		case kind == blog.Gone:
			return true, err
		case kind != blog.NotFound:
			return false, err
		}
		if own := strings.TrimRight(candidate, "/") + "/"; s.ownPage(own) && candidate != u.Path {
			return true, moved(c, blog.Href(own))
		}
	}
	return false, nil
}

// home returns the address of the home page with the query of an address:
// /index.php?p=367 becomes /?p=367. Another program's own parameters are dropped.
func home(u *url.URL) string {
	if numberQuery(u) == "" {
		if to, err := plainAddress(u.Query()); err != nil || to == "" {
			return "/"
		}
	}
	return "/?" + u.RawQuery
}

// ownPages matches readers' pages that are not posts.
var ownPages = regexp.MustCompile(`^/(?:archive/|tags/(?:[^/]+/)?|from/(?:[^/]+/)?|author/[^/]+/|search/|links/|quotes/|notes/|\d{4}/(?:\d{2}/(?:\d{2}/)?)?)$`)

func (s *server) ownPage(path string) bool { return ownPages.MatchString(path) }

// shortDate matches a date without leading zeros: /2012/3/, /2012/3/7/.
var shortDate = regexp.MustCompile(`^/(\d{4})/(\d{1,2})(?:/(\d{1,2}))?/?$`)

// meant returns the paths that may have been meant by one, the likeliest first.
func meant(asked string) []string {
	if asked == "/" || strings.Contains(asked+"/", "/../") || strings.Contains(asked+"/", "/./") {
		return nil // no link looks like that
	}
	var out []string
	seen := map[string]bool{asked: true}
	add := func(p string) {
		if p = strings.TrimRight(p, "/") + "/"; p != "/" {
			p = path.Clean(p) + "/"
		}
		if !strings.HasPrefix(p, "/") || seen[p] || len(p) > 2000 {
			return
		}
		seen[p] = true
		out = append(out, p)
	}
	out = append(out, asked) // the store finds it in another case
	if m := shortDate.FindStringSubmatch(asked); m != nil {
		if m[3] == "" {
			add(fmt.Sprintf("/%s/%02s", m[1], m[2]))
		} else {
			add(fmt.Sprintf("/%s/%02s/%02s", m[1], m[2], m[3]))
		}
	}
	for _, start := range []string{asked, strings.ToLower(asked)} {
		add(start)
		for _, p := range []string{
			indexName.ReplaceAllString(start, "/"),
			pageName.ReplaceAllString(strings.TrimRight(start, "/"), ""),
			ampName.ReplaceAllString(start, "/"),
			stray.ReplaceAllString(start, ""),
			strings.TrimPrefix(start, "/amp"),
			strings.TrimPrefix(start, "/index.php"),
			strings.TrimPrefix(start, "/index.html"),
			folder.ReplaceAllString(start, "/"),
		} {
			if p != start {
				add(p)
				add(ampName.ReplaceAllString(pageName.ReplaceAllString(strings.TrimRight(p, "/"), "")+"/", "/"))
			}
		}
		if decoded, err := url.PathUnescape(start); err == nil && decoded != start {
			add(decoded)
		}
	}
	return out
}
