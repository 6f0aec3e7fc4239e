package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/publish"
)

// compose handles GET /compose: the form of a new post, filled in from the query.
func (s *server) compose(c echo.Context, _ viewer) error {
	return s.showBrought(c, capture.FromQuery(typedQuery(c.Request().URL.RawQuery)))
}

// composeAddress handles GET /+/https://example.org/page: the form for an address
// that was typed after the blog's own.
func (s *server) composeAddress(c echo.Context, _ viewer) error {
	return s.showBrought(c, capture.Brought{URL: typedAddress(c.Request().URL)})
}

// share handles GET /share: what a phone's share sheet sends.
func (s *server) share(c echo.Context, _ viewer) error {
	return s.showBrought(c, capture.FromShare(typedQuery(c.Request().URL.RawQuery)))
}

// lookWait is how long the form waits for the page that it is about. After that it
// is rendered without the page's title, and asks again.
const lookWait = 250 * time.Millisecond

// showBrought renders the form of a new post with what was sent to it.
func (s *server) showBrought(c echo.Context, b capture.Brought) error {
	f := newForm(publish.Entry{})
	f.opened, _, _ = strings.Cut(b.URL, "#")
	f.notes = capture.Fill(&f.Entry, b)
	fault := blog.CheckURL("url", f.URL)
	if f.URL != "" {
		f.couldNotLook(fault)
	}
	if f.Title == "" && !b.Bookmarklet && fault == nil {
		ctx, cancel := context.WithTimeout(c.Request().Context(), lookWait)
		defer cancel()
		err := s.look.Into(ctx, &f.Entry)
		if f.looking = errors.Is(err, context.DeadlineExceeded); !f.looking {
			f.couldNotLook(err)
		}
	}
	return s.showForm(c, f)
}

// couldNotLook notes why the page's metadata is missing.
func (f *form) couldNotLook(err error) {
	f.notes = append(f.notes, blog.Faults(err)...)
}

// edit handles GET /posts/:id/edit: the form of a stored post. With ?version= it
// contains the words of an earlier version.
func (s *server) edit(c echo.Context, _ viewer) error {
	p, err := s.requestedPost(c)
	if err != nil {
		return err
	}
	if p.InTrash() {
		return &blog.Error{Kind: blog.Gone, Message: "This post is in the trash. Restore it from the desk to edit it."}
	}
	f := storedForm(&p)
	f.saved = c.QueryParam("notice") == "saved"
	if version := c.QueryParam("version"); version != "" {
		r, err := s.revision(c, p.ID, version)
		if err != nil {
			return err
		}
		f.Title, f.URL, f.Via, f.Body, f.Format, f.Tags = r.Title, r.URL, r.Via, r.Body, r.Format, r.Tags
		f.notice = blog.Fault("", "These are the words of version %d. Nothing is changed until you save.", r.Version)
	}
	return s.showForm(c, f)
}

// save handles POST /compose and POST /posts/:id/edit: depending on the button, it
// publishes, saves a draft, shows a preview, or fills something into the form. If
// anything goes wrong, the answer is the form with every word in it.
func (s *server) save(c echo.Context, v viewer) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	act := c.Request().PostForm.Get("action")
	if do := s.bringer(act); do != nil {
		return s.bring(c, v, f, do)
	}
	do, looking := s.gate.Save, act == actionPreview
	if looking {
		do = s.gate.Preview
	}
	p, err := do(c.Request().Context(), v.Author, f.Save)
	if blog.KindOf(err) == blog.NotFound && f.ID != 0 {
		f.anew()
		err = &blog.Error{Kind: blog.NotFound, Message: "This post was deleted for good meanwhile. Your words are below: send them again, and they make a new post.", Err: err}
	}
	if looking || err != nil {
		f.preview, f.err = &p, err
		return s.showForm(c, f)
	}
	s.confirm(c, f.copy, p)
	if p.Public() {
		return c.Redirect(http.StatusSeeOther, blog.Href(p.Path))
	}
	return c.Redirect(http.StatusSeeOther, action(p.ID, "edit")+"?notice=saved")
}

// readForm parses the form of a post. It fails like postForm, and with NotFound if
// the :id of the address is invalid.
func readForm(c echo.Context) (form, error) {
	values, err := postForm(c)
	if err != nil {
		return form{}, err
	}
	var id blog.PostID
	if c.Param("id") != "" {
		if id, err = postID(c); err != nil {
			return form{}, err
		}
	}
	return sentForm(id, values), nil
}

// keepWords answers with the post's form if an internal fault came up before the
// form's handler ran: even while the store can't tell who is signed in, the words
// must not be lost. It reports whether it answered.
func (s *server) keepWords(c echo.Context, status int, err error) bool {
	written := c.Path() == "/compose" || c.Path() == "/posts/:id/edit"
	if status < http.StatusInternalServerError || c.Request().Method != http.MethodPost || !written {
		return false
	}
	f, fault := readForm(c)
	if fault != nil {
		return false
	}
	f.err = err
	return s.showForm(c, f) == nil
}

// conflictOf returns err as a conflict, nil if it is not one.
func conflictOf(err error) *publish.Conflict {
	conflict, _ := errors.AsType[*publish.Conflict](err)
	return conflict
}

// confirm tells the form's script which of its copies is saved, and as which
// version of which post, so that it discards the copy. The copy may contain more by
// then, which the version shows. The script reads this from a cookie, so that is
// not HttpOnly; it contains nothing secret.
func (s *server) confirm(c echo.Context, copied string, p blog.Post) {
	if copied == "" {
		return // no script keeps a copy
	}
	c.SetCookie(&http.Cookie{
		Name: "pullquote-saved", Value: fmt.Sprintf("%s.%d.%d", copied, p.ID, p.Version), Path: s.root(),
		MaxAge: 60, SameSite: http.SameSiteLaxMode, Secure: s.secure(c.Request()),
	})
}
