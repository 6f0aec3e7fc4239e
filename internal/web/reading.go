package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
)

// address handles every path that no other route matches: a post's address, a
// former one (301 to the post), a deleted post's (410), a list by date or kind, or
// nothing (404).
func (s *server) address(c echo.Context) error {
	u := c.Request().URL
	query := numberQuery(u)
	if query == "" && u.Path == "/" {
		query = u.RawQuery
	}
	p, canonical, err := s.store.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), query))
	if blog.KindOf(err) == blog.NotFound && query != "" && u.Path != "/" {
		p, canonical, err = s.store.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), ""))
	}
	if blog.KindOf(err) == blog.NotFound {
		return s.elsewhere(c, err)
	}
	if _, isList := kindPaths[strings.TrimSuffix(u.Path, "/")+"/"]; isList && !canonical && query == "" {
		var was component.Link // zero if the post was deleted
		if err == nil {
			was = neighbour(sqlite.Neighbour{Path: p.Path, Name: p.Name()})
		}
		_, err := s.kindList(c, was)
		return err
	}
	if err != nil {
		return err
	}
	if clean, ok := untracked(u); ok && query == "" {
		return moved(c, clean)
	}
	if !canonical || u.Path != p.Path {
		return moved(c, blog.Href(p.Path))
	}
	return s.showPost(c, &p)
}

// numberQuery returns the part of a query in which WordPress identifies a post,
// p=367, or a page, page_id=2; empty if there is none.
func numberQuery(u *url.URL) string {
	for _, name := range []string{"p", "page_id"} {
		if number := u.Query().Get(name); number != "" {
			return name + "=" + number
		}
	}
	return ""
}

// showPost answers with a post's own page.
func (s *server) showPost(c echo.Context, p *blog.Post) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	older, newer, err := s.store.Neighbours(c.Request().Context(), blog.Cursor{At: p.Published, ID: p.ID})
	if err != nil {
		return err
	}
	view := f.postPage(p)
	view.Before, view.After = neighbour(older), neighbour(newer)
	view.Head.Prev, view.Head.Next = view.Before.Address, view.After.Address
	dependOn(c, view.After)
	s.offer(c, view.Head)
	return s.render(c, http.StatusOK, view.View())
}

// elsewhere answers a request whose address is not a post's: with a list by date or
// kind, the author's redirect, a file that was at the address, another program's
// archive, or the address that was probably meant. If none of these exists, it
// counts the address as missed and returns otherwise.
func (s *server) elsewhere(c echo.Context, otherwise error) error {
	u := c.Request().URL
	for _, answer := range []func(echo.Context) (bool, error){s.ofDate, s.ofKind, s.mapPart, s.redirected, s.formerFile, s.archiveElsewhere, s.formerProgram, s.forgiven, s.prefixedTwice} {
		if done, err := answer(c); done || err != nil && blog.KindOf(err) != blog.NotFound {
			return err
		}
	}
	if u.Path == "/" && u.RawQuery != "" && numberQuery(u) == "" {
		return moved(c, "/")
	}
	s.countMiss(c)
	return otherwise
}

// ofDate answers if the address is that of a list by date.
func (s *server) ofDate(c echo.Context) (bool, error) {
	m := datePath.FindStringSubmatch(c.Request().URL.Path)
	if m == nil {
		return false, nil
	}
	if !strings.HasSuffix(c.Request().URL.Path, "/") {
		return true, slashed(c)
	}
	if clean, ok := untracked(c.Request().URL); ok {
		return true, moved(c, clean)
	}
	err := s.date(c, m)
	return blog.KindOf(err) != blog.NotFound, err
}

// kindPath matches the address of a kind's list, of a page of older posts in it, or
// of one of its feeds.
var kindPath = regexp.MustCompile(`^(/(?:links|quotes|notes)/)(?:older/([^/]+)/|(feed\.xml|atom\.xml|feed\.json))?$`)

// ofKind answers if the address is that of a kind's list. Posts may have addresses
// below it.
func (s *server) ofKind(c echo.Context) (bool, error) { return s.kindList(c, component.Link{}) }

// kindList is ofKind, for a list at whose address an old blog had the post was.
func (s *server) kindList(c echo.Context, was component.Link) (bool, error) {
	path := c.Request().URL.Path
	m := kindPath.FindStringSubmatch(path)
	if m == nil {
		if _, ok := kindPaths[path+"/"]; ok {
			return true, slashed(c)
		}
		return false, nil
	}
	l := listing{of: sqlite.Of{Kind: kindPaths[m[1]]}, path: m[1], was: was}
	if m[3] != "" {
		return true, s.feedOf(c, l)
	}
	c.SetParamNames("cursor")
	c.SetParamValues(m[2])
	err := s.list(c, l)
	return blog.KindOf(err) != blog.NotFound, err
}

// archiveOf extracts the tag from the address of another program's archive:
// WordPress's /category/birds/, /blog/tag/birds/page/2/, /tag/birds/feed/, Tumblr's
// /tagged/birds.
var archiveOf = regexp.MustCompile(`(?i)/(?:category|categories|tag|tagged|topic|topics|label|labels)/(?:[^/]+/)*?([^/]+?)(?:/(?:page|feed|rss|chrono|chrono/page)(?:/[^/]*)?)?/?$`)

// archiveFeed matches the address of an archive's feed and extracts its format.
var archiveFeed = regexp.MustCompile(`(?i)/(?:feed|rss)(?:/([^/]*))?/?$`)

// archiveElsewhere redirects another program's archive to the tag of that name.
func (s *server) archiveElsewhere(c echo.Context) (bool, error) {
	m := archiveOf.FindStringSubmatch(c.Request().URL.Path)
	if m == nil {
		return false, nil
	}
	for _, name := range []string{m[1], strings.ReplaceAll(m[1], "+", " ")} {
		about, _, err := s.store.Posts(c.Request().Context(), sqlite.Of{Tag: blog.NewTag(name).Slug}, blog.Cursor{}, 1)
		if err == nil && about.Tag.Slug != "" {
			if feed := archiveFeed.FindStringSubmatch(c.Request().URL.Path); feed != nil {
				if strings.EqualFold(feed[1], "atom") {
					return true, moved(c, about.Tag.Path()+"atom.xml")
				}
				return true, moved(c, about.Tag.Path()+"feed.xml")
			}
			return true, moved(c, about.Tag.Path())
		}
		if err != nil && blog.KindOf(err) != blog.NotFound {
			return false, err
		}
	}
	return false, nil
}

// moved redirects permanently. By default browsers cache that for ever; if a slug
// were changed back, they would then be redirected in a loop, so they have to
// revalidate.
func moved(c echo.Context, address string) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Redirect(http.StatusMovedPermanently, address)
}
