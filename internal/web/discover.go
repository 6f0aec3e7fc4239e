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

// favicon handles GET /favicon.ico, which browsers request by themselves. The
// redirect is temporary because the file has another name in each version.
func favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, assets.URL("icons/favicon.ico"))
}

// robots handles GET /robots.txt: everything that readers see may be indexed,
// except search results, of which there are infinitely many.
func (s *server) robots(c echo.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/+/", "/compose", "/desk", "/login", "/posts/*/edit", "/posts/*/history", "/search?", "/search/?", "/search/feed", "/settings", "/share", "/tools"} {
		b.WriteString("Disallow: " + s.prefix.path(path) + "\n")
	}
	b.WriteString("\nSitemap: " + s.origin(c.Request()) + "/sitemap.xml\n")
	return c.String(http.StatusOK, b.String())
}

// postsPerMap is the size of the range of post IDs that a part of the sitemap
// covers: small enough for the page cache, so that concurrent clients share the
// same bytes in memory.
const postsPerMap = 5_000

// sitemap handles GET /sitemap.xml: all posts of a small blog, or an index of the
// parts of a large one's sitemap.
func (s *server) sitemap(c echo.Context) error {
	if u := c.Request().URL; u.RawQuery != "" {
		return moved(c, u.EscapedPath())
	}
	highest, err := s.store.Highest(c.Request().Context())
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
	return s.writeDocument(c, xmlType, "", body.Bytes())
}

const xmlType = "application/xml; charset=utf-8"

var mapPath = regexp.MustCompile(`^/sitemap-([1-9]\d{0,8})\.xml$`)

// mapPart answers with a part of the sitemap.
func (s *server) mapPart(c echo.Context) (bool, error) {
	m := mapPath.FindStringSubmatch(c.Request().URL.Path)
	if m == nil {
		return false, nil
	}
	if u := c.Request().URL; u.RawQuery != "" { // each query would be cached separately, with a megabyte
		return true, moved(c, u.EscapedPath())
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	part := sqlite.Part{After: blog.PostID((n - 1) * postsPerMap), Last: blog.PostID(n * postsPerMap)}
	highest, err := s.store.Highest(c.Request().Context())
	if err != nil || part.After >= highest {
		return false, err
	}
	if n == 1 {
		return true, s.writeMap(c, part, "/", "/archive/", "/tags/", "/from/")
	}
	return true, s.writeMap(c, part)
}

// writeMap answers with a sitemap of the pages at paths and a part of the posts.
func (s *server) writeMap(c echo.Context, part sqlite.Part, paths ...string) error {
	entries, err := s.store.Map(c.Request().Context(), part)
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
	return s.writeDocument(c, xmlType, "", body.Bytes())
}

// openSearch handles GET /opensearch.xml, the description with which browsers add
// the blog as a search engine.
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
	return s.writeDocument(c, "application/opensearchdescription+xml; charset=utf-8", "", body.Bytes())
}

// offer adds Link headers for programs that don't parse HTML (RFC 8288).
func (s *server) offer(c echo.Context, h layout.Head) {
	link(c, h.Canonical, `rel="canonical"`)
	if h.Feeds != "" {
		link(c, h.Feeds+"feed.xml", `rel="alternate"; type="application/rss+xml"`)
		link(c, h.Feeds+"feed.json", `rel="alternate"; type="application/feed+json"`)
	}
	link(c, h.Share.OEmbed, `rel="alternate"; type="application/json+oembed"`)
}

// link adds a Link header unless the address is empty. An address may contain the
// query of the request, unchanged; its angle brackets are escaped so that nobody
// can end the address early and inject another link.
func link(c echo.Context, address, params string) {
	if address != "" {
		c.Response().Header().Add("Link", "<"+bracketed.Replace(address)+">; "+params)
	}
}

// bracketed escapes an address for use in angle brackets.
var bracketed = strings.NewReplacer("<", "%3C", ">", "%3E")

// oEmbed is the answer to a program that embeds a post (https://oembed.com).
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
	Height          *int   `json:"height"` // null: unknown, depends on the content
}

// embedWidth is the default and maximum width of an embedded post, in pixels.
const embedWidth = 600

// oEmbed handles GET /oembed?url=…: the HTML to embed a post elsewhere, as a
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
	p, _, err := s.store.Lookup(c.Request().Context(), blog.AddressKey(u.EscapedPath(), ""))
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
	return s.writeDocument(c, "application/json; charset=utf-8", "", body)
}

// embeddedWords is the length of the excerpt that is embedded, in characters.
const embeddedWords = 280
