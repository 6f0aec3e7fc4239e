package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/feed"
)

// postsPerFeed is how many posts a feed holds.
const postsPerFeed = 30

// feedKinds are the feeds by their names.
var feedKinds = map[string]struct {
	kind  string
	write func(io.Writer, *feed.Feed) error
}{
	"feed.xml":  {"application/rss+xml; charset=utf-8", feed.RSS},
	"atom.xml":  {"application/atom+xml; charset=utf-8", feed.Atom},
	"feed.json": {"application/feed+json; charset=utf-8", feed.JSON},
}

// feed handles GET /feed.xml, /atom.xml and /feed.json, and the same below a
// tag. ?link=permalink lets titles lead to the posts, not to their sources.
func (s *server) feed(c echo.Context) error {
	ctx := c.Request().Context()
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	name := c.Request().URL.Path
	name = name[strings.LastIndexByte(name, '/')+1:]
	out := feed.Feed{
		Title: f.settings.Title, Subtitle: f.settings.Tagline, Lang: f.settings.Lang, Home: f.address("/"), Self: f.address(c.Request().URL.Path),
		Permalink: c.QueryParam("link") == "permalink", Program: programName,
	}
	slug := param(c, "tag")
	tag, posts, err := s.posts.Feed(ctx, slug, postsPerFeed)
	if err != nil {
		return err
	}
	if slug != "" {
		out.Title += ": " + tag.Name
		out.Home = f.origin + tag.Path()
	}
	for i := range posts {
		out.Items = append(out.Items, f.feedItem(&posts[i]))
	}
	var body bytes.Buffer
	if err := feedKinds[name].write(&body, &out); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	h := c.Response().Header()
	h.Set("ETag", `"`+hex.EncodeToString(sum[:10])+`"`)
	h.Set("Cache-Control", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*") // readers that are web pages
	if strings.Contains(c.Request().Header.Get("If-None-Match"), h.Get("ETag")) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, feedKinds[name].kind, body.Bytes())
}

// feedItem makes what a feed holds of a post.
func (f frame) feedItem(p *blog.Post) feed.Item {
	it := feed.Item{
		GUID: p.GUID, Title: p.Title, Name: p.Name(), Permalink: f.address(p.Path), Source: p.URL, Via: p.Via, HTML: p.Rendered.HTML,
		Author: p.Author.Name, Published: p.Published, Updated: p.Updated,
	}
	if p.Lang != f.settings.Lang {
		it.Lang = p.Lang
	}
	for _, t := range p.Tags {
		it.Tags = append(it.Tags, t.Name)
	}
	return it
}

// feedElsewhere handles the addresses at which other programs have their feeds:
// subscribers come along.
func feedElsewhere(to string) echo.HandlerFunc {
	return func(c echo.Context) error { return moved(c, to) }
}
