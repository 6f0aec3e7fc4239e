package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/assets"
	"pullquote/internal/blog"
	"pullquote/internal/feed"
	"pullquote/internal/i18n"
	"pullquote/internal/pagecache"
	"pullquote/internal/sqlite"
)

// postsPerFeed is how many posts a page of a feed contains.
const postsPerFeed = 30

// feedKinds are the feed formats by file name.
var feedKinds = map[string]struct {
	kind  string
	write func(*feed.Feed) []byte
}{
	"feed.xml":  {"application/rss+xml; charset=utf-8", feed.RSS},
	"atom.xml":  {"application/atom+xml; charset=utf-8", feed.Atom},
	"feed.json": {"application/feed+json; charset=utf-8", feed.JSON},
}

// feedList returns the list whose feed is requested.
func feedList(c echo.Context) listing {
	switch {
	case c.Param("tag") != "":
		slug := param(c, "tag")
		return listing{of: sqlite.Of{Tag: slug}, path: blog.Tag{Slug: slug}.Path()}
	case c.Param("site") != "":
		site := param(c, "site")
		return listing{of: sqlite.Of{Site: site}, path: sitePath(site)}
	case c.Param("author") != "":
		slug := param(c, "author")
		return listing{of: sqlite.Of{Author: slug}, path: blog.Author{Slug: slug}.Path()}
	}
	return listing{path: "/"}
}

// feed handles GET /feed.xml, /atom.xml and /feed.json, and the same below a tag, a
// site and an author.
func (s *server) feed(c echo.Context) error { return s.feedOf(c, feedList(c)) }

// feedOf answers with the feed of a list. ?link=permalink makes titles link to the
// posts, ?link=source to what they are about; ?before= is a cursor, for an older
// page of the feed.
func (s *server) feedOf(c echo.Context, l listing) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	before, err := blog.ParseCursor(c.QueryParam("before"))
	if err != nil {
		return err
	}
	about, list, err := s.store.Feed(c.Request().Context(), l.of, before, postsPerFeed)
	if err != nil {
		return err
	}
	out := f.newFeed(c, &s.fed)
	if l.path != "/" {
		is, name := f.listName(l.of, about)
		out.Title += ": " + strings.TrimSpace(is+" "+name)
		out.Home = f.origin + l.path
		out.About.Back = f.locale.T("Read it in the browser")
	}
	if !list.Next.IsZero() && !s.static { // plain files can't have queries
		query := c.QueryParams()
		query.Set("before", list.Next.String())
		out.Next = f.address(c.Request().URL.Path) + "?" + query.Encode()
	}
	f.fill(&out, list.Posts)
	pagecache.DependOn(c.Request().Context(), l.of.Topics()...)
	return s.writeFeed(c, &out, f.changed)
}

// newFeed returns a feed of the blog, without posts.
func (f frame) newFeed(c echo.Context, memory *feed.Memory) feed.Feed {
	u := c.Request().URL
	self := f.address(u.Path)
	if u.RawQuery != "" {
		self += "?" + u.RawQuery
	}
	permalinks := f.settings.Reading.Permalinks
	switch c.QueryParam("link") {
	case "permalink":
		permalinks = true
	case "source":
		permalinks = false
	}
	return feed.Feed{
		Title: f.settings.Title, Subtitle: f.settings.Tagline, Lang: f.settings.Lang,
		Home: f.address("/"), Self: self, ID: f.address(u.Path), Scheme: f.address("/tags/"),
		Hub: f.settings.Reading.Hub, Icon: f.origin + assets.URL("icons/icon-512.png"), Style: f.prefix.path(assets.URL("css/feed.css")),
		Permalink: permalinks, Program: programName, Memory: memory,
		Words: feed.Words{Permalink: f.locale.T("Permalink"), Via: f.locale.T("via")},
		About: feed.About{
			Title: f.settings.Title,
			Text:  f.locale.T("This is a feed: a page for programs that tell you when there is something new."),
			HowTo: f.locale.T("To subscribe, copy this address into a feed reader:"),
			Back:  f.locale.T("To the blog"),
		},
	}
}

// fill adds posts and their authors to a feed.
func (f frame) fill(out *feed.Feed, posts []blog.Post) {
	seen := map[blog.AuthorID]bool{}
	for i := range posts {
		p := &posts[i]
		out.Items = append(out.Items, f.feedItem(p))
		if !seen[p.Author.ID] {
			seen[p.Author.ID] = true
			out.Authors = append(out.Authors, feed.Author{Name: p.Author.Name, Address: f.address(p.Author.Path())})
		}
	}
}

// feedItem returns the item of a post.
func (f frame) feedItem(p *blog.Post) feed.Item {
	it := feed.Item{
		GUID: p.GUID, Title: p.Title, Name: p.Name(), Permalink: f.address(p.Path), Source: p.URL, Via: p.Via, HTML: f.prefix.words(p.Rendered.HTML),
		Author: p.Author.Name, Day: f.locale.Date(p.Published.In(f.zone), i18n.Date), Published: p.Published, Updated: p.Updated,
	}
	if p.Lang != f.settings.Lang {
		it.Lang = p.Lang
	}
	for _, t := range p.Tags {
		it.Tags = append(it.Tags, t.Name)
	}
	return it
}

// writeFeed answers with a feed in the format of the address's file name. changed
// is when it last changed, for conditional requests.
func (s *server) writeFeed(c echo.Context, out *feed.Feed, changed time.Time) error {
	name := c.Request().URL.Path
	kind := feedKinds[name[strings.LastIndexByte(name, '/')+1:]]
	if !s.static && !browses(c.Request()) { // a plain file serves browsers and feed readers
		out.About = feed.About{} // the page for browsers, which doubles the feed's size
	}
	body := kind.write(out)
	if out.Hub != "" {
		link(c, out.Hub, `rel="hub"`)
		link(c, out.Self, `rel="self"`)
	}
	c.Response().Header().Set("Access-Control-Allow-Origin", "*") // for feed readers that are web pages
	// Not the time of the newest post: a post may be deleted, or changed without a
	// new date. And not the second of the change, in which an older answer may have
	// been sent, but the next: that is later than the dates of all answers before.
	last := changed.Truncate(time.Second).Add(time.Second).UTC().Format(http.TimeFormat)
	contentType := kind.kind
	if strings.HasSuffix(name, ".xml") {
		// Browsers show the specific types as source, or offer to save them.
		c.Response().Header().Add("Vary", "Accept")
		if browses(c.Request()) {
			contentType = xmlType
		}
	}
	return s.writeDocument(c, contentType, last, body)
}

// writeDocument answers with a document that programs cache and revalidate. changed,
// the value for Last-Modified, may be empty.
func (s *server) writeDocument(c echo.Context, kind, changed string, body []byte) error {
	h := c.Response().Header()
	if changed != "" {
		h.Set("Last-Modified", changed)
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", s.cacheControl.pages)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, kind, body)
}

// feedElsewhere redirects the addresses at which other programs have their feeds,
// so that the blog keeps its subscribers.
func feedElsewhere(to string) echo.HandlerFunc {
	return func(c echo.Context) error { return moved(c, to) }
}

// searchFeed handles GET /search/feed.xml and the like: the newest posts that match
// a query.
func (s *server) searchFeed(c echo.Context) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	query := f.query(c)
	found, err := s.store.Search(c.Request().Context(), sqlite.Searching{Query: query, Limit: postsPerFeed, Patience: countPatience})
	if err != nil {
		return err
	}
	if found.Late {
		c.Response().Header().Set("Cache-Control", "private, no-cache")
	}
	ids := make([]blog.PostID, len(found.Posts))
	for i := range found.Posts {
		ids[i] = found.Posts[i].ID
	}
	posts, err := s.store.FeedOf(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	out := f.newFeed(c, &s.fed)
	out.Title += ": " + f.locale.T("Search for %s", query.Text)
	out.Home = f.origin + searchAddress(query.Text)
	out.ID = out.Home
	f.fill(&out, posts)
	return s.writeFeed(c, &out, f.changed)
}

// searchAddress returns the address of a search for words.
func searchAddress(words string) string { return "/search/?q=" + url.QueryEscape(words) }
