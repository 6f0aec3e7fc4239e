package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/pagecache"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
	"pullquote/views/page"
)

// postsPerPage is how many posts a page of a list contains.
const postsPerPage = 20

// home handles GET / and /older/:cursor/: the newest posts by day, or older ones. A
// former address with a query, such as WordPress's /?p=367, is that of a post.
func (s *server) home(c echo.Context) error {
	ctx := c.Request().Context()
	if done, err := s.setUp(ctx); err != nil || !done {
		return s.welcome(c, err)
	}
	if query := c.Request().URL.RawQuery; query != "" && c.Param("cursor") == "" {
		if numberQuery(c.Request().URL) != "" || shortName.MatchString(query) {
			return s.address(c)
		}
		if before := c.QueryParam("before"); before != "" {
			return moved(c, "/older/"+url.PathEscape(before)+"/")
		}
		if to, err := plainAddress(c.QueryParams()); err != nil || to != "" {
			if err != nil {
				return err
			}
			return moved(c, to)
		}
	}
	if clean, ok := untracked(c.Request().URL); ok {
		return moved(c, clean)
	}
	before, err := pathCursor(c)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	_, days, next, err := s.entries(ctx, f, sqlite.Of{}, before)
	if err != nil {
		return err
	}
	view := page.Home{Head: f.feeds("/", "", f.head("", f.address(c.Request().URL.Path))), Days: days, Older: older("/", next)}
	view.Head.Quotes = true
	if view.Head.Next = view.Older; before.IsZero() {
		view.Head.Share, view.Head.Data = f.blogShare(), f.blogData()
		pagecache.DependOn(ctx, sqlite.Of{}.Topics()...)
	} else {
		view.Newest = "/"
		pagecache.DependOn(ctx)
	}
	s.offer(c, view.Head)
	return s.render(c, http.StatusOK, view.View())
}

// shortName matches the query of a post's address in Shaarli: /?WDWyig.
var shortName = regexp.MustCompile(`^[A-Za-z0-9_@-]{6}$`)

// listing is a list of posts that have something in common.
type listing struct {
	of   sqlite.Of
	path string         // of the list, with its trailing slash
	was  component.Link // the post that an old blog had at path; without an Address, there is none
}

// byTag handles GET /tags/:byTag/ and, below it, /older/:cursor/: the posts with a byTag,
// newest first.
func (s *server) byTag(c echo.Context) error {
	name := param(c, "tag")
	if before := c.QueryParam("before"); before != "" && c.Param("cursor") == "" {
		return moved(c, "/tags/"+url.PathEscape(name)+"/older/"+url.PathEscape(before)+"/")
	}
	err := s.list(c, listing{of: sqlite.Of{Tag: name}, path: blog.Tag{Slug: name}.Path()})
	if blog.KindOf(err) == blog.NotFound {
		// It may be typed as the author spells it: /tags/Small Towns/.
		if t := blog.NewTag(name); t.Slug != "" && t.Slug != name {
			return moved(c, t.Path())
		}
	}
	return err
}

// bySite handles GET /bySite/:site/ and, below it, /older/:cursor/: the posts that link
// to a site.
func (s *server) bySite(c echo.Context) error {
	site := param(c, "site")
	if host := blog.HostOf("https://" + site); host != site && host != "" {
		return moved(c, sitePath(host))
	}
	return s.list(c, listing{of: sqlite.Of{Site: site}, path: sitePath(site)})
}

// byAuthor handles GET /author/:author/ and, below it, /older/:cursor/. WordPress has its
// authors at the same address.
func (s *server) byAuthor(c echo.Context) error {
	slug := param(c, "author")
	return s.list(c, listing{of: sqlite.Of{Author: slug}, path: blog.Author{Slug: slug}.Path()})
}

func sitePath(host string) string { return "/from/" + url.PathEscape(host) + "/" }

// list answers with a page of a list.
func (s *server) list(c echo.Context, l listing) error {
	if clean, ok := untracked(c.Request().URL); ok {
		return moved(c, clean)
	}
	if l.of == (sqlite.Of{}) { // the name is missing: /tags//
		return s.elsewhere(c, &blog.Error{Kind: blog.NotFound, Message: "There is no page at this address."})
	}
	before, err := pathCursor(c)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	about, days, next, err := s.entries(c.Request().Context(), f, l.of, before)
	if err != nil {
		return err
	}
	view := f.listPage(l, about)
	view.Days, view.Older = days, older(l.path, next)
	if view.Head.Next = view.Older; !before.IsZero() {
		view.Newest = l.path
	}
	view.Head.Canonical, view.Head.Quotes = f.address(c.Request().URL.Path), true
	if view.Was = l.was; l.was.Address == "" {
		pagecache.DependOn(c.Request().Context(), l.of.Topics()...)
	}
	s.offer(c, view.Head)
	return s.render(c, http.StatusOK, view.View())
}

// listPage returns a list's page without its posts.
func (f frame) listPage(l listing, about sqlite.About) page.List {
	view := page.List{Feed: true}
	view.Of, view.Name = f.listName(l.of, about)
	switch of := l.of; {
	case of.Site != "":
		view.Note = f.locale.N(about.Posts, "%d post", "%d posts")
		if first, last := f.day(about.First), f.day(about.Last); first == last {
			view.Note += ", " + last
		} else {
			view.Note = f.locale.T("%s, the first on %s, the last on %s", view.Note, first, last)
		}
	case of.Tag != "", of.Author != "":
		view.Note = f.locale.N(about.Posts, "%d post", "%d posts")
	}
	title := strings.TrimSpace(view.Of + " " + view.Name)
	view.Head = f.feeds(l.path, title, f.head(title, ""))
	view.Head.Description = title + ". " + view.Head.Description
	return view
}

// listName describes what the posts of a list have in common.
func (f frame) listName(of sqlite.Of, about sqlite.About) (is, name string) {
	switch {
	case of.Tag != "":
		return f.locale.T("Tagged"), about.Tag.Name
	case of.Site != "":
		return f.locale.T("Links to"), of.Site
	case of.Author != "":
		return f.locale.T("By"), about.Author.Name
	}
	return "", f.locale.T(kindNames[of.Kind])
}

// kindNames are the names of the lists by kind.
var kindNames = map[blog.Kind]string{
	blog.KindLink:  i18n.Mark("Links"),
	blog.KindQuote: i18n.Mark("Quotations"),
	blog.KindNote:  i18n.Mark("Notes"),
}

// kindPaths are their addresses.
var kindPaths = map[string]blog.Kind{"/links/": blog.KindLink, "/quotes/": blog.KindQuote, "/notes/": blog.KindNote}

// labelsPerPage is how many tags or sites a page contains.
const labelsPerPage = 200

// tags handles GET /tags/ and /tags/more/:cursor/: all tags, by descending number
// of posts.
func (s *server) tags(c echo.Context) error {
	return s.labels(c, "/tags/", i18n.Mark("Tags"), i18n.Mark("No post bears a tag yet."), s.store.Tags, func(l sqlite.Label) string { return blog.Tag{Slug: l.Slug}.Path() })
}

// sites handles GET /from/ and /from/more/:cursor/: all sites that posts link to.
func (s *server) sites(c echo.Context) error {
	return s.labels(c, "/from/", i18n.Mark("Sites"), i18n.Mark("No post leads to a site yet."), s.store.Sites, func(l sqlite.Label) string { return sitePath(l.Slug) })
}

// labelReader reads tags or sites from the store.
type labelReader func(ctx context.Context, after sqlite.LabelCursor, limit int) ([]sqlite.Label, sqlite.LabelCursor, error)

// labels answers with a page of tags or sites.
func (s *server) labels(c echo.Context, path, name, empty string, read labelReader, address func(sqlite.Label) string) error {
	after, err := parseLabelCursor(param(c, "cursor"))
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	labels, next, err := read(c.Request().Context(), after, labelsPerPage)
	if err != nil {
		return err
	}
	view := page.Labels{Head: f.head(f.locale.T(name), f.address(c.Request().URL.Path)), Name: f.locale.T(name), Empty: f.locale.T(empty)}
	for _, l := range labels {
		view.Labels = append(view.Labels, page.Label{
			Name: l.Name, Address: address(l), Count: f.locale.Number(l.Posts), Spoken: f.locale.N(l.Posts, "%d post", "%d posts"),
		})
	}
	if after != (sqlite.LabelCursor{}) {
		view.Newest = path
	}
	if next != (sqlite.LabelCursor{}) {
		view.More = path + "more/" + labelCursor(next) + "/"
	}
	return s.render(c, http.StatusOK, view.View())
}

// older returns the address of a list's next page, empty for the last page.
func older(list string, next blog.Cursor) string {
	if next.IsZero() {
		return ""
	}
	return list + "older/" + next.String() + "/"
}

// neighbour links to a neighbouring post.
func neighbour(n sqlite.Neighbour) component.Link {
	if n.Path == "" {
		return component.Link{}
	}
	return component.Link{Text: blog.Excerpt(n.Name, 100), Address: blog.Href(n.Path)}
}
