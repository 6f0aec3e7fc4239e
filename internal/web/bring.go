package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/capture"
)

// bringer is the action of a button that fills something into the form. It stores
// nothing.
type bringer func(c echo.Context, v viewer, f *form) error

// bringer returns the action of a button, nil if the button does something else.
func (s *server) bringer(act string) bringer {
	switch act {
	case actionCapture:
		return s.bringPayload
	case actionLook:
		return s.bringAbout
	case actionTidy:
		return func(_ echo.Context, _ viewer, f *form) error {
			capture.TakeCanonical(&f.Entry)
			return nil
		}
	}
	for prefix, bring := range map[string]func(*form, *blog.Post){actionAppend: appendTo, actionPrevious: pointBack} {
		if number, ok := strings.CutPrefix(act, prefix); ok {
			return s.bringEarlier(number, bring)
		}
	}
	return nil
}

// bring runs a bringer and renders the form.
func (s *server) bring(c echo.Context, v viewer, f form, do bringer) error {
	if err := do(c, v, &f); err != nil {
		f.couldNotLook(err)
		if status, _ := problem(nil, err); status >= http.StatusInternalServerError && len(f.notes) == 0 {
			f.err = err
		}
	}
	f.tags = blog.TagList(f.Tags)
	return s.showForm(c, f)
}

// bringPayload overlays what the bookmarklet sent on the form or, if nothing is
// written in it yet, on the draft about that page.
func (s *server) bringPayload(c echo.Context, v viewer, f *form) error {
	b, err := capture.Parse(c.Request().PostForm.Get("payload"))
	if err != nil {
		return err
	}
	if f.ID == 0 && strings.TrimSpace(f.Body) == "" && len(f.Captured) == 0 {
		if err := s.resumeDraft(c.Request().Context(), v, f, b); err != nil {
			return err
		}
	}
	known := len(f.Captured)
	f.notes = capture.Fill(&f.Entry, b)
	f.sent = f.sent && (len(f.Captured) > known || strings.TrimSpace(f.Body) != "")
	return nil
}

// resumeDraft makes f the form of the author's newest draft about a page, if there
// is one.
func (s *server) resumeDraft(ctx context.Context, v viewer, f *form, b capture.Brought) error {
	linked, err := s.store.Linked(ctx, []string{b.URL}, "", 0)
	if err != nil {
		return err
	}
	for _, p := range linked.Page {
		if p.Status != blog.Draft || p.Author.ID != v.Author.ID {
			continue
		}
		draft, err := s.store.Post(ctx, p.ID)
		if err != nil {
			return err
		}
		before := *f
		*f = storedForm(&draft)
		f.opened, f.copy, f.sent = before.opened, before.copy, true
		f.notice = blog.Fault("", "This is the draft that you have begun about this page.")
		if len(b.Passages) > 0 {
			f.notice = blog.Fault("", "The quote was added to the draft that you have begun about this page. It is not saved yet.")
		}
		return nil
	}
	return nil
}

// bringAbout asks the page for its metadata.
func (s *server) bringAbout(c echo.Context, _ viewer, f *form) error {
	f.notes = capture.CleanURL(&f.Entry)
	return s.look.Into(c.Request().Context(), &f.Entry)
}

// bringEarlier returns a bringer that uses an earlier post about the page.
func (s *server) bringEarlier(number string, do func(*form, *blog.Post)) bringer {
	return func(c echo.Context, _ viewer, f *form) error {
		id, err := parsePostID(number)
		if err != nil {
			return err
		}
		p, err := s.store.Post(c.Request().Context(), id)
		if err != nil {
			return err
		}
		if p.InTrash() {
			return &blog.Error{Kind: blog.Gone, Message: "That post is in the trash. Restore it from the desk first."}
		}
		do(f, &p)
		return nil
	}
}

// appendTo makes f the form of an earlier post, with the words of the new one
// appended.
func appendTo(f *form, earlier *blog.Post) {
	before := *f
	*f = storedForm(earlier)
	f.opened, f.copy = before.opened, before.copy
	capture.Append(&f.Entry, before.Entry)
	f.sent = true
	f.notice = blog.Fault("", "Your new words stand at the end of the earlier post. Nothing is changed until you save.")
}

func pointBack(f *form, earlier *blog.Post) {
	if earlier.Path != "" {
		capture.PointBack(&f.Entry, *earlier)
	}
}
