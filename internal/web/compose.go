package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/views/component"
)

// compose handles GET /compose: a new post's form, filled in from the query.
func (s *server) compose(c echo.Context, v viewer) error {
	return s.showForm(c, v, http.StatusOK, form{Save: publish.Save{Key: newKey(), Entry: prefill(c.QueryParams())}})
}

// composeAddress handles GET /+/https://example.org/page: the form for an
// address that was typed behind the blog's.
func (s *server) composeAddress(c echo.Context, v viewer) error {
	entry := publish.Entry{URL: typedAddress(c.Request().URL)}
	return s.showForm(c, v, http.StatusOK, form{Save: publish.Save{Key: newKey(), Entry: entry}})
}

// edit handles GET /posts/:id/edit: the form of a stored post. ?version= fills
// it with an earlier version's words.
func (s *server) edit(c echo.Context, v viewer) error {
	id, err := postID(c)
	if err != nil {
		return err
	}
	p, err := s.posts.Post(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if p.InTrash() {
		return &blog.Error{Kind: blog.Gone, Message: "This post is in the trash. Restore it from the desk to edit it."}
	}
	f := form{Save: saveOf(p), stored: &p, notice: c.QueryParam("notice")}
	if version := c.QueryParam("version"); version != "" {
		r, err := s.revision(c, id, version)
		if err != nil {
			return err
		}
		f.Title, f.URL, f.Via, f.Body, f.Format, f.Tags = r.Title, r.URL, r.Via, r.Body, r.Format, r.Tags
		f.notice = fmt.Sprintf("These are the words of version %d. Nothing is changed until you save.", r.Version)
	}
	return s.showForm(c, v, http.StatusOK, f)
}

// save handles POST /compose and POST /posts/:id/edit: it publishes, saves a
// draft, or shows a preview, as the button says. Whatever goes wrong, the
// answer is the form with every word in it.
func (s *server) save(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	var id blog.PostID
	if c.Param("id") != "" {
		if id, err = postID(c); err != nil {
			return err
		}
	}
	f := form{Save: readForm(id, values), tags: values.Get("tags"), sent: true}
	ctx := c.Request().Context()
	if values.Get("action") == actionPreview {
		p, err := s.gate.Preview(ctx, v.Author, f.Save)
		f.err, f.preview = err, &p
		return s.showForm(c, v, http.StatusOK, f)
	}
	p, err := s.gate.Save(ctx, v.Author, f.Save)
	if err != nil {
		f.err = err
		return s.showForm(c, v, http.StatusOK, f)
	}
	s.confirm(c, f.Save)
	if p.Status == blog.Published {
		return c.Redirect(http.StatusSeeOther, href(p.Path))
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/posts/%d/edit?notice=saved", p.ID))
}

// preview handles POST /preview, which the form's script sends: the article
// alone, as it will be published.
func (s *server) preview(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	p, err := s.gate.Preview(c.Request().Context(), v.Author, readForm(0, values))
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, component.LinkPost(f.draftEntry(&p)))
}

// conflictOf gives the conflict that err is, nil if it is none.
func conflictOf(err error) *publish.Conflict {
	conflict, _ := errors.AsType[*publish.Conflict](err)
	return conflict
}

// confirm tells the form's script that what it sent is saved, by the name that
// it goes by there, so that it forgets its copy.
func (s *server) confirm(c echo.Context, sent publish.Save) {
	c.SetCookie(&http.Cookie{
		Name: "pullquote-saved", Value: fmt.Sprintf("%d.%d.%s", sent.ID, sent.Version, sent.Key), Path: "/",
		MaxAge: 60, SameSite: http.SameSiteLaxMode, Secure: s.secure(c.Request()),
	})
}
