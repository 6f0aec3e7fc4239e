package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/assets"
	"pullquote/internal/blog"
	"pullquote/internal/feed"
	"pullquote/internal/sqlite"
	"pullquote/views/layout"
	"pullquote/views/page"
)

// favicon handles GET /favicon.ico, which browsers ask for unbidden. The file
// has another name in each version, so it has not moved there for good.
func favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, assets.URL("icons/favicon.ico"))
}

// robots handles GET /robots.txt: everything that readers see may be indexed,
// but for answers of the search, which are without end.
func (s *server) robots(c echo.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/+/", "/compose", "/desk", "/login", "/posts/*/edit", "/posts/*/history", "/search?", "/search/?", "/search/feed", "/settings", "/share", "/tools"} {
		b.WriteString("Disallow: " + s.prefix.path(path) + "\n")
	}
	b.WriteString("\nSitemap: " + s.origin(c.Request()) + "/sitemap.xml\n")
	return c.String(http.StatusOK, b.String())
}

// postsPerMap is how many numbers of posts a part of the sitemap covers: as many as
// make a page that is kept, so that all who take it have the same bytes in memory.
const postsPerMap = 5_000

// sitemap handles GET /sitemap.xml: all posts of a small blog, the parts of a
// large one's.
func (s *server) sitemap(c echo.Context) error {
	if u := c.Request().URL; u.RawQuery != "" {
		return moved(c, u.EscapedPath())
	}
	highest, err := s.posts.Highest(c.Request().Context())
	if err != nil {
		return err
	}
	if highest <= postsPerMap {
		return s.writeMap(c, sqlite.Part{Last: highest}, "/", "/archive/", "/tags/", "/from/")
	}
	origin := s.origin(c.Request())
	var parts []feed.Page
	for n := blog.PostID(0); n*postsPerMap < highest; n++ {
		parts = append(parts, feed.Page{Address: fmt.Sprintf("%s/sitemap-%d.xml", origin, n+1)})
	}
	var body bytes.Buffer
	if err := feed.SitemapIndex(&body, parts); err != nil {
		return err
	}
	return s.writeKept(c, xmlType, "", body.Bytes())
}

const xmlType = "application/xml; charset=utf-8"

var mapPath = regexp.MustCompile(`^/sitemap-([1-9]\d{0,8})\.xml$`)

// mapPart answers for a part of the sitemap.
func (s *server) mapPart(c echo.Context) (bool, error) {
	m := mapPath.FindStringSubmatch(c.Request().URL.Path)
	if m == nil {
		return false, nil
	}
	if u := c.Request().URL; u.RawQuery != "" { // each would be a page of its own, of a megabyte
		return true, moved(c, u.EscapedPath())
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	part := sqlite.Part{After: blog.PostID((n - 1) * postsPerMap), Last: blog.PostID(n * postsPerMap)}
	highest, err := s.posts.Highest(c.Request().Context())
	if err != nil || part.After >= highest {
		return false, err
	}
	if n == 1 {
		return true, s.writeMap(c, part, "/", "/archive/", "/tags/", "/from/")
	}
	return true, s.writeMap(c, part)
}

// writeMap answers with a sitemap of some pages and a part of the posts.
func (s *server) writeMap(c echo.Context, part sqlite.Part, paths ...string) error {
	entries, err := s.posts.Map(c.Request().Context(), part)
	if err != nil {
		return err
	}
	origin := s.origin(c.Request())
	pages := make([]feed.Page, 0, len(paths)+len(entries))
	for _, path := range paths {
		pages = append(pages, feed.Page{Address: origin + path})
	}
	for _, e := range entries {
		pages = append(pages, feed.Page{Address: origin + blog.Href(e.Path), Changed: e.Changed})
	}
	var body bytes.Buffer
	if err := feed.Sitemap(&body, pages); err != nil {
		return err
	}
	return s.writeKept(c, xmlType, "", body.Bytes())
}

// openSearch handles GET /opensearch.xml, by which browsers learn to search the
// blog.
func (s *server) openSearch(c echo.Context) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := feed.OpenSearch(&body, feed.Description{
		Name: f.settings.Title, Text: f.locale.T("Search %s", f.settings.Title), Lang: f.settings.Lang,
		Search: f.origin + "/search/?q={searchTerms}", Feed: f.origin + "/search/feed.xml?q={searchTerms}",
		Icon: f.origin + assets.URL("icons/icon-192.png"), Self: f.address("/opensearch.xml"),
	}); err != nil {
		return err
	}
	return s.writeKept(c, "application/opensearchdescription+xml; charset=utf-8", "", body.Bytes())
}

// offer tells programs that read no HTML what belongs to a page (RFC 8288).
func (s *server) offer(c echo.Context, h layout.Head) {
	link(c, h.Canonical, `rel="canonical"`)
	if h.Feeds != "" {
		link(c, h.Feeds+"feed.xml", `rel="alternate"; type="application/rss+xml"`)
		link(c, h.Feeds+"feed.json", `rel="alternate"; type="application/feed+json"`)
	}
	link(c, h.Share.OEmbed, `rel="alternate"; type="application/json+oembed"`)
}

// link adds a link to an answer's header; none to an empty address. An address
// holds the query with which it was asked for, as it was sent, and ends where the
// header has it end: what stands behind a bracket in it is no link of ours.
func link(c echo.Context, address, params string) {
	if address != "" {
		c.Response().Header().Add("Link", "<"+bracketed.Replace(address)+">; "+params)
	}
}

// bracketed makes an address one that can stand in brackets.
var bracketed = strings.NewReplacer("<", "%3C", ">", "%3E")

// oEmbed is the answer to who wants to embed a post (https://oembed.com).
type oEmbed struct {
	Version         string `json:"version"`
	Type            string `json:"type"`
	Title           string `json:"title"`
	AuthorName      string `json:"author_name"`
	AuthorURL       string `json:"author_url,omitempty"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	CacheAge        int    `json:"cache_age"`
	ThumbnailURL    string `json:"thumbnail_url"`
	ThumbnailWidth  int    `json:"thumbnail_width"`
	ThumbnailHeight int    `json:"thumbnail_height"`
	HTML            string `json:"html"`
	Width           int    `json:"width"`
	Height          *int   `json:"height"` // null: as high as it comes out
}

// embedWidth is how wide an embedded post is unless less is asked for, in
// pixels.
const embedWidth = 600

// oEmbed handles GET /oembed?url=…: a post to be embedded elsewhere, as a
// quotation with a link to it.
func (s *server) oEmbed(c echo.Context) error {
	if format := c.QueryParam("format"); format != "" && format != "json" {
		return echo.NewHTTPError(http.StatusNotImplemented)
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	own, ok := strings.CutPrefix(c.QueryParam("url"), f.origin)
	u, err := url.Parse(own)
	if err != nil || !ok || own != "" && !ofRoot(own) {
		return &blog.Error{Kind: blog.NotFound, Message: "This address is not one of this blog."}
	}
	p, _, err := s.posts.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), ""))
	if err != nil {
		return err
	}
	width, err := strconv.Atoi(c.QueryParam("maxwidth"))
	if err != nil || width <= 0 || width > embedWidth {
		width = embedWidth
	}
	html, err := renderToBytes(page.Embed{
		Title: p.Name(), Address: f.address(p.Path), Blog: f.settings.Title,
		Words: blog.Excerpt(p.Rendered.Own+" "+p.Rendered.Quoted, embeddedWords),
	}.View())
	if err != nil {
		return err
	}
	body, err := json.Marshal(oEmbed{
		Version: "1.0", Type: "rich", Title: p.Name(), AuthorName: p.Author.Name, AuthorURL: f.address(p.Author.Path()),
		ProviderName: f.settings.Title, ProviderURL: f.address("/"), CacheAge: 3600,
		ThumbnailURL: f.origin + f.cardPath(&p), ThumbnailWidth: 1200, ThumbnailHeight: 630, HTML: string(html), Width: width,
	})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Access-Control-Allow-Origin", "*")
	return s.writeKept(c, "application/json; charset=utf-8", "", body)
}

// embeddedWords is how much of a post is embedded, in characters.
const embeddedWords = 280
