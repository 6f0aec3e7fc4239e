package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/page"
)

// postsPerPage is how many posts a page of a list shows.
const postsPerPage = 20

// home handles GET / and /older/:cursor/: the newest posts by day, or older
// ones. An old address with a query, as WordPress's /?p=367, is a post's.
func (s *server) home(c echo.Context) error {
	ctx := c.Request().Context()
	if done, err := s.setUp(ctx); err != nil || !done {
		return s.welcome(c, err)
	}
	if query := c.Request().URL.RawQuery; query != "" && c.Param("cursor") == "" {
		if c.QueryParam("p") != "" || shortName.MatchString(query) {
			return s.address(c)
		}
		if before := c.QueryParam("before"); before != "" {
			return moved(c, "/older/"+url.PathEscape(before)+"/")
		}
	}
	before, err := place(c)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	list, err := s.posts.Recent(ctx, before, postsPerPage)
	if err != nil {
		return err
	}
	view := page.Home{Head: f.feeds("/", f.head("", f.address("/"))), Days: f.days(list.Posts), Older: older("/", list.Next)}
	if !before.IsZero() {
		view.Newest = "/"
	}
	return s.render(c, http.StatusOK, view.View())
}

// shortName is the query at which Shaarli has a post: /?WDWyig.
var shortName = regexp.MustCompile(`^[A-Za-z0-9_@-]{6}$`)

// tag handles GET /tags/:tag/ and /tags/:tag/older/:cursor/: the posts that bear the tag, newest first.
func (s *server) tag(c echo.Context) error {
	if before := c.QueryParam("before"); before != "" && c.Param("cursor") == "" {
		return moved(c, "/tags/"+url.PathEscape(param(c, "tag"))+"/older/"+url.PathEscape(before)+"/")
	}
	before, err := place(c)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	name := param(c, "tag")
	tag, list, err := s.posts.Tagged(c.Request().Context(), name, before, postsPerPage)
	if blog.KindOf(err) == blog.NotFound {
		// Perhaps it was typed as the author spells it: /tags/Small Towns/.
		if t := blog.NewTag(name); t.Slug != "" && t.Slug != name {
			return moved(c, t.Path())
		}
	}
	if err != nil {
		return err
	}
	view := page.Tag{Head: f.feeds(tag.Path(), f.head(tag.Name, f.origin+tag.Path())), Name: tag.Name, Days: f.days(list.Posts), Older: older(tag.Path(), list.Next)}
	if !before.IsZero() {
		view.Newest = tag.Path()
	}
	return s.render(c, http.StatusOK, view.View())
}

// staticSearch handles GET /search/ of a site that is plain files.
func (s *server) staticSearch(c echo.Context) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.StaticSearch{Head: f.head("Search", "")}.View())
}

// address handles every path that no other route takes: a post's address, a
// former one (301 to the post), a deleted post's (410), or nothing (404).
func (s *server) address(c echo.Context) error {
	u := c.Request().URL
	query := ""
	if p := u.Query().Get("p"); p != "" {
		query = "p=" + p
	} else if u.Path == "/" {
		query = u.RawQuery
	}
	p, canonical, err := s.posts.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), query))
	if blog.KindOf(err) == blog.NotFound && err != nil && query != "" && u.Path != "/" {
		p, canonical, err = s.posts.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), ""))
	}
	if blog.KindOf(err) == blog.NotFound && err != nil {
		return s.archive(c, err)
	}
	if err != nil {
		return err
	}
	if !canonical || u.Path != p.Path {
		return moved(c, href(p.Path))
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, f.postPage(&p).View())
}

// archiveOf finds the tag in the address of an archive as other programs have
// it: WordPress's /category/birds/, /blog/tag/birds/page/2/, /tag/birds/feed/,
// Tumblr's /tagged/birds.
var archiveOf = regexp.MustCompile(`(?i)/(?:category|categories|tag|tagged|topic|topics|label|labels)/(?:[^/]+/)*?([^/]+?)(?:/(?:page|feed|rss|chrono|chrono/page)(?:/[^/]*)?)?/?$`)

// archive sends who asks for another program's archive on to the tag of that
// name. Where there is none, the answer is otherwise.
func (s *server) archive(c echo.Context, otherwise error) error {
	u := c.Request().URL
	if u.Path == "/" && u.RawQuery != "" && c.QueryParam("p") == "" {
		return moved(c, "/")
	}
	m := archiveOf.FindStringSubmatch(u.Path)
	if m == nil {
		return otherwise
	}
	for _, name := range []string{m[1], strings.ReplaceAll(m[1], "+", " ")} {
		tag, _, err := s.posts.Tagged(c.Request().Context(), blog.NewTag(name).Slug, blog.Cursor{}, 1)
		if err == nil {
			return moved(c, tag.Path())
		}
		if blog.KindOf(err) != blog.NotFound {
			return err
		}
	}
	return otherwise
}

// moved sends on for good. Browsers keep such an answer for ever if they are
// let; a slug that is changed back would then lead them round in a circle.
func moved(c echo.Context, address string) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Redirect(http.StatusMovedPermanently, address)
}

// older gives the address of a list's next page, empty on the last.
func older(list string, next blog.Cursor) string {
	if next.IsZero() {
		return ""
	}
	return list + "older/" + next.String() + "/"
}
