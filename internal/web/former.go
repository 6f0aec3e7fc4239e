package web

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
)

// below matches the folders that other programs are commonly installed in, at the
// start of an address.
const below = `(?i)^(?:/(?:blog|weblog|wordpress|index\.php))?`

// formerAddresses maps addresses of WordPress, Tumblr, Blogger and Movable Type to
// the blog's own. The first match counts. Their addresses of tags are handled in
// archiveOf, their suffixes of a post's address in ampName.
var formerAddresses = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(below + `/(?:feed|rss)/atom/*$`), "/atom.xml"},
	{regexp.MustCompile(below + `/(?:atom|atom\.xml|feeds/posts/default|wp-atom\.php)/*$`), "/atom.xml"},
	{regexp.MustCompile(below + `/(?:feed|feed/(?:rss2?|rdf)|rss|rss2|rdf|rss2?\.xml|index\.(?:rdf|xml)|rss/(?:index|all)\.xml|wp-(?:feed|rss2?|rdf)\.php)/*$`), "/feed.xml"},
	{regexp.MustCompile(`(?i)^(/(?:author/[^/]+|from/[^/]+|tags/[^/]+|links|quotes|notes)/)(?:feed|rss)/atom/*$`), "${1}atom.xml"},
	{regexp.MustCompile(`(?i)^(/(?:author/[^/]+|from/[^/]+|tags/[^/]+|links|quotes|notes)/)(?:feed|rss)(?:/(?:rss2?|rdf))?/*$`), "${1}feed.xml"},
	{regexp.MustCompile(below + `/(?:wp-sitemap|sitemap_index|sitemap\d+)\.xml$`), "/sitemap.xml"},
	{regexp.MustCompile(below + `/type/links?/feed(?:/.*)?$`), "/links/feed.xml"},
	{regexp.MustCompile(below + `/type/quotes?/feed(?:/.*)?$`), "/quotes/feed.xml"},
	{regexp.MustCompile(below + `/type/links?(?:/page/\d+)?/*$`), "/links/"},
	{regexp.MustCompile(below + `/type/quotes?(?:/page/\d+)?/*$`), "/quotes/"},
	{regexp.MustCompile(below + `/type/(?:aside|status)(?:/page/\d+)?/*$`), "/notes/"},
	{regexp.MustCompile(below + `/search/(.+?)/(?:feed|rss)(?:/[^/]*)?/*$`), "/search/feed.xml?q=${1}"},
	{regexp.MustCompile(below + `/search/(.+?)(?:/page/\d+)?/*$`), "/search/?q=${1}"},
	{regexp.MustCompile(below + `/(?:archives?|day)/(\d{4})/(\d{1,2})/(\d{1,2})/*$`), "/${1}/${2}/${3}/"},
	{regexp.MustCompile(below + `/archives?/(\d{4})/(\d{1,2})(?:/filter-by/[^/]+)?/*$`), "/${1}/${2}/"},
	{regexp.MustCompile(below + `/archives?/(\d{4})/*$`), "/${1}/"},
	{regexp.MustCompile(below + `/(?:archives|archive/filter-by/[^/]+)/*$`), "/archive/"},
	{regexp.MustCompile(below + `/(?:category|categories|tag|topics?|labels?)/*$`), "/tags/"},
	{regexp.MustCompile(below + `/(?:mobile/post|image|mobile/image)/(\d+.*)$`), "/post/${1}"},
}

// commentFeeds matches the addresses of feeds of all comments.
var commentFeeds = regexp.MustCompile(below + `/(?:comments/feed(?:/[^/]*)?|feeds/comments/default|wp-commentsrss2\.php)/*$`)

// noComments is the answer to programs that ask for the feed of all comments: Gone,
// so that they stop asking.
func noComments() error {
	return &blog.Error{Kind: blog.Gone, Message: "This blog has no comments, and so no feed of them."}
}

// formerProgram redirects an address that another program used.
func (s *server) formerProgram(c echo.Context) (bool, error) {
	asked := c.Request().URL.EscapedPath()
	if commentFeeds.MatchString(asked) {
		return true, noComments()
	}
	for _, a := range formerAddresses {
		m := a.from.FindStringSubmatchIndex(asked)
		if m == nil {
			continue
		}
		to := string(a.from.ExpandString(nil, a.to, asked, m))
		if path, words, ok := strings.Cut(to, "?q="); ok {
			if decoded, err := url.PathUnescape(words); err == nil {
				words = strings.ReplaceAll(decoded, "+", " ")
			}
			to = path + "?" + url.Values{"q": {words}}.Encode()
		}
		if strings.HasPrefix(a.to, "/post/") {
			return s.formerPost(c, to)
		}
		return true, moved(c, to)
	}
	return false, nil
}

// formerPost redirects to the post that a path leads to, if there is one.
func (s *server) formerPost(c echo.Context, path string) (bool, error) {
	p, err := s.store.Meant(c.Request().Context(), blog.AddressKey(path, ""))
	if blog.KindOf(err) == blog.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, moved(c, blog.Href(p))
}

// monthQuery matches a year, a month or a day in WordPress's plain addresses.
var monthQuery = regexp.MustCompile(`^(\d{4})(\d{2})?(\d{2})?$`)

// plainAddress returns where one of WordPress's plain addresses leads: /?feed=rss2,
// /?s=heron, /?m=201211, /?tag=birds. It returns an empty target if the query is
// not one of them. What is identified by a number that only WordPress knows leads
// to the home page.
func plainAddress(query url.Values) (target string, err error) {
	kind := query.Get("feed")
	if strings.HasPrefix(kind, "comments-") {
		return "", noComments()
	}
	end := ""
	if kind != "" {
		end = "feed/"
	}
	for _, name := range []string{"tag", "category_name"} {
		if tag := query.Get(name); tag != "" {
			return "/tag/" + url.PathEscape(tag) + "/" + end, nil
		}
	}
	if name := query.Get("author_name"); name != "" {
		return "/author/" + url.PathEscape(name) + "/" + end, nil
	}
	switch words := query.Get("s"); {
	case kind == "atom":
		return "/atom.xml", nil
	case kind != "":
		return "/feed.xml", nil
	case words != "":
		return searchAddress(words), nil
	}
	if m := monthQuery.FindStringSubmatch(query.Get("m") + query.Get("year")); m != nil {
		target = "/" + m[1] + "/"
		for _, part := range []string{m[2] + query.Get("monthnum"), m[3] + query.Get("day")} {
			if part != "" {
				target += url.PathEscape(part) + "/"
			}
		}
		return target, nil
	}
	for _, name := range []string{"cat", "author", "paged"} {
		if query.Get(name) != "" {
			return "/", nil
		}
	}
	return "", nil
}
