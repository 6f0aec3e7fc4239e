package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/page"
)

// postsPerPage is how many posts a page of a list shows.
const postsPerPage = 20

// home handles GET /: the newest posts by day, from ?before= on. An old
// WordPress address, /?p=367, is a post's.
func (s *server) home(c echo.Context) error {
	ctx := c.Request().Context()
	if done, err := s.setUp(ctx); err != nil || !done {
		return s.welcome(c, err)
	}
	if c.QueryParam("p") != "" {
		return s.address(c)
	}
	before, err := cursor(c)
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
	view := page.Home{Head: f.head("", f.address("/")), Days: f.days(list.Posts), Older: older("/", list.Next)}
	if !before.IsZero() {
		view.Newest = "/"
	}
	return s.render(c, http.StatusOK, view.View())
}

// tag handles GET /tags/:tag/: the posts that bear the tag, newest first.
func (s *server) tag(c echo.Context) error {
	before, err := cursor(c)
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
	view := page.Tag{Head: f.head(tag.Name, f.address(tag.Path())), Name: tag.Name, Days: f.days(list.Posts), Older: older(tag.Path(), list.Next)}
	if !before.IsZero() {
		view.Newest = tag.Path()
	}
	return s.render(c, http.StatusOK, view.View())
}

// address handles every path that no other route takes: a post's address, a
// former one (301 to the post), a deleted post's (410), or nothing (404).
func (s *server) address(c echo.Context) error {
	u := c.Request().URL
	query := ""
	if p := u.Query().Get("p"); u.Path == "/" && p != "" {
		query = "p=" + p
	}
	p, canonical, err := s.posts.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), query))
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
	return list + "?before=" + next.String()
}
