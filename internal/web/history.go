package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/desk"
)

// history handles GET /posts/:id/history: all saved versions.
func (s *server) history(c echo.Context, _ viewer) error {
	p, err := s.requestedPost(c)
	if err != nil {
		return err
	}
	revisions, err := s.store.Revisions(c.Request().Context(), p.ID)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, f.historyPage(&p, revisions).View())
}

// historyPage returns the page of a post's versions, newest first. A post in the
// trash has to be restored before one of its versions can be used.
func (f frame) historyPage(p *blog.Post, revisions []blog.Revision) desk.History {
	view := desk.History{Head: f.head(f.locale.T("History: %s", blog.Excerpt(p.Name(), 60)), "")}
	if !p.InTrash() {
		view.Edit = action(p.ID, "edit")
	}
	for i, r := range revisions {
		v := desk.Version{
			Number: r.Version, Saved: f.moment(r.Saved), By: r.By, Title: r.Title, URL: r.URL, Via: r.Via,
			Tags: blog.TagList(r.Tags), Body: r.Body, Current: i == 0,
		}
		if !v.Current && view.Edit != "" {
			v.Use = fmt.Sprintf("%s?version=%d", view.Edit, r.Version)
		}
		view.Versions = append(view.Versions, v)
	}
	return view
}

// revision returns a version of a post. It fails with NotFound.
func (s *server) revision(c echo.Context, id blog.PostID, version string) (blog.Revision, error) {
	revisions, err := s.store.Revisions(c.Request().Context(), id)
	if err != nil {
		return blog.Revision{}, err
	}
	for _, r := range revisions {
		if strconv.FormatInt(r.Version, 10) == version {
			return r, nil
		}
	}
	return blog.Revision{}, &blog.Error{Kind: blog.NotFound, Message: "This post has no such version."}
}
