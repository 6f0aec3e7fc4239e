package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/desk"
)

// goOn handles POST /import/:id/go: the author confirms the import.
func (s *server) goOn(c echo.Context, _ viewer) error { return s.decide(c, s.held.Go, "") }

// takeBack handles POST /import/:id/undo.
func (s *server) takeBack(c echo.Context, _ viewer) error { return s.decide(c, s.held.Undo, "") }

// discard handles POST /import/:id/discard.
func (s *server) discard(c echo.Context, _ viewer) error {
	return s.decide(c, s.held.Discard, "/import?notice=discarded")
}

// decide applies the author's decision to an import. A conflict is shown on the
// import's page.
func (s *server) decide(c echo.Context, do func(context.Context, int64) error, next string) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), b.ID); err != nil {
		var conflict *blog.Error
		if errors.As(err, &conflict) && conflict.Kind == blog.Conflict {
			return s.undecided(c, b, s.locale(c).Sentence(conflict))
		}
		return err
	}
	if next == "" {
		next = batchAddress(b.ID)
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// undecided renders an import's page with the reason of a conflict.
func (s *server) undecided(c echo.Context, b blog.Batch, fault string) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view := desk.Batch{Head: f.head(f.locale.T("Import"), ""), Address: batchAddress(b.ID), Name: f.batchName(b), State: f.locale.T(stateWords[b.State]), Fault: fault}
	if err := s.lines(c, f, b, &view); err != nil {
		return err
	}
	view.Fault = fault
	return s.render(c, http.StatusConflict, view.View())
}
