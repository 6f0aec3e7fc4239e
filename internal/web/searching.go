package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
	"pullquote/views/page"
)

// Lengths of the excerpts in a result, in characters.
const (
	ownShown    = 280
	quotedShown = 200
)

// Time limits for the parts of a search that are not shown, see sqlite.Searching.
const (
	countPatience = 10 * time.Millisecond
	rankPatience  = 20 * time.Millisecond
)

// query parses the search query.
func (f frame) query(c echo.Context) search.Query { return search.Parse(c.QueryParam("q"), f.zone) }

// search handles GET /search/: ?q= is the query, ?sort=best asks for the best
// results instead of the newest, ?before= is where the page of results begins.
func (s *server) search(c echo.Context) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	query := f.query(c)
	view := page.Search{Head: f.head(f.locale.T("Search"), f.address("/search/")), Query: query.Text}
	if query.Empty() && len(query.Notes) == 0 {
		return s.render(c, http.StatusOK, view.View())
	}
	view.Head = f.head(f.locale.T("Search for %s", blog.Excerpt(query.Text, 80)), "")
	in := sqlite.Searching{Query: query, Author: f.viewer.signedIn(), Best: c.QueryParam("sort") == "best" && query.HasWords(), Limit: postsPerPage, Patience: countPatience}
	at, _ := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	if in.Best {
		in.Skip, in.Patience = int(min(max(at, 0), 1<<20)), rankPatience
	} else {
		in.Before = at
	}
	var found sqlite.Found
	if !query.Empty() {
		if found, err = s.store.Search(c.Request().Context(), in); err != nil {
			return err
		}
	}
	if found.More || found.Late {
		// Where counting stopped depends on timing, and posts that are not indexed
		// yet will be shortly, so the answer must not be cached.
		c.Response().Header().Set("Cache-Control", "private, no-cache")
	}
	view.Asked, view.Count = true, f.count(found)
	for _, note := range query.Notes {
		view.Notes = append(view.Notes, f.locale.Sentence(note))
	}
	for i := range found.Posts {
		view.Hits = append(view.Hits, f.hit(&query, &found.Posts[i]))
	}
	s.searchLinks(&view, in, at, found)
	if in.Author && query.In == search.Anywhere && !query.Empty() {
		if view.Drafts, err = s.amongDrafts(c, f, query); err != nil {
			return err
		}
	}
	if len(view.Hits) > 0 && !s.static {
		view.Feed = "/search/feed.xml?q=" + url.QueryEscape(query.Text)
	}
	return s.render(c, http.StatusOK, view.View())
}

// count formats the number of posts that were found.
func (f frame) count(found sqlite.Found) string {
	switch {
	case found.Total == 0:
		return f.locale.T("Nothing was found.")
	case found.More:
		return f.locale.T("More than %d posts were found.", found.Total)
	}
	return f.locale.N(found.Total, "One post was found.", "%d posts were found.")
}

// searchLinks adds links to the other pages of the results, and to their other
// order.
func (s *server) searchLinks(view *page.Search, in sqlite.Searching, at int64, found sqlite.Found) {
	address := func(best bool, before int64) string {
		v := url.Values{"q": {in.Query.Text}}
		if best {
			v.Set("sort", "best")
		}
		if before != 0 {
			v.Set("before", strconv.FormatInt(before, 10))
		}
		return "/search/?" + v.Encode()
	}
	if at != 0 {
		view.Newest = address(in.Best, 0)
	}
	if found.Next != 0 {
		view.Older = address(in.Best, found.Next)
	}
	if in.Query.HasWords() && found.Total > 1 {
		l := view.Head.Locale
		view.Orders = []component.Choice{
			{Text: l.T("Newest first"), Value: address(false, 0), Chosen: !in.Best},
			{Text: l.T("Best first"), Value: address(true, 0), Chosen: in.Best},
		}
	}
}

// amongDrafts links to the results among the drafts, for an author.
func (s *server) amongDrafts(c echo.Context, f frame, query search.Query) (component.Link, error) {
	found, err := s.store.Search(c.Request().Context(), sqlite.Searching{Query: query.AmongDrafts(), Author: true, Limit: 1, Patience: countPatience})
	if err != nil || found.Total == 0 {
		return component.Link{}, err
	}
	return component.Link{Text: f.locale.N(found.Total, "%d draft, too", "%d drafts, too"), Address: searchAddress(query.Text + " is:draft")}, nil
}

// hit returns the view of a post that was found.
func (f frame) hit(query *search.Query, p *blog.Post) page.Hit {
	h := page.Hit{Domain: p.Host(), Address: blog.Href(p.Path), Title: pieces(query.Mark(blog.Excerpt(p.Name(), 200), search.Title))}
	h.Date = f.look.Moment(p.Published, i18n.Date)
	switch {
	case p.InTrash():
		h.State, h.Address, h.Date = f.locale.T("In the trash"), action(p.ID, "history"), f.look.Moment(p.Trashed, i18n.Date)
	case p.Status == blog.Draft:
		h.State, h.Address, h.Date = f.locale.T("Draft"), action(p.ID, "edit"), f.look.Moment(p.Touched, i18n.Date)
	}
	h.Lang = f.look.Foreign(f.look.LangOf(p))
	own, inOwn := query.Snippet(p.Rendered.Own, search.Own, ownShown)
	quoted, inQuoted := query.Snippet(p.Rendered.Quoted, search.Quoted, quotedShown)
	if inOwn > 0 || inQuoted == 0 || p.Rendered.Quoted == "" {
		h.Own = pieces(own)
	}
	if inQuoted > 0 || len(h.Own) == 0 {
		h.Quoted = pieces(quoted)
	}
	for _, t := range p.Tags {
		h.Tags = append(h.Tags, component.Link{Text: t.Name, Address: t.Path()})
	}
	return h
}

func pieces(parts []search.Part) []page.Piece {
	var out []page.Piece
	for _, p := range parts {
		out = append(out, page.Piece{Text: p.Text, Found: p.Found})
	}
	return out
}

// staticSearch handles GET /search/ of a site that consists of plain files.
func (s *server) staticSearch(c echo.Context) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.StaticSearch{Head: f.head(f.locale.T("Search"), "")}.View())
}
