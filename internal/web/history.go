package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/desk"
)

// history handles GET /posts/:id/history: every version that was saved.
func (s *server) history(c echo.Context, _ viewer) error {
	id, err := postID(c)
	if err != nil {
		return err
	}
	revisions, err := s.posts.Revisions(c.Request().Context(), id)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view := desk.History{Head: f.head("History", ""), Edit: action(id, "edit")}
	for i, r := range revisions {
		view.Versions = append(view.Versions, desk.Version{
			Number: r.Version, Saved: f.moment(r.Saved), By: r.By, Title: r.Title, URL: r.URL, Via: r.Via,
			Tags: blog.TagList(r.Tags), Body: r.Body, Current: i == 0, Use: fmt.Sprintf("%s?version=%d", action(id, "edit"), r.Version),
		})
	}
	return s.render(c, http.StatusOK, view.View())
}

// revision gives one version of a post. It fails with NotFound.
func (s *server) revision(c echo.Context, id blog.PostID, version string) (blog.Revision, error) {
	revisions, err := s.posts.Revisions(c.Request().Context(), id)
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
