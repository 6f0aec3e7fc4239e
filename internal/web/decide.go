package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/views/desk"
)

// confirmImport handles POST /import/:id/go: the author confirms the import.
func (s *server) confirmImport(c echo.Context, _ viewer) error {
	return s.decide(c, s.archives.held.Go, "")
}

// undoImport handles POST /import/:id/undo.
func (s *server) undoImport(c echo.Context, _ viewer) error {
	return s.decide(c, s.archives.held.Undo, "")
}

// discardImport handles POST /import/:id/discard.
func (s *server) discardImport(c echo.Context, _ viewer) error {
	return s.decide(c, s.archives.held.Discard, "/import?notice=discarded")
}

// trustHost handles POST /import/:id/host: the author confirms that a host which the
// archive names was the blog's. The links of the import's posts are localized again.
func (s *server) trustHost(c echo.Context, _ viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	return s.decide(c, func(ctx context.Context, batch int64) error {
		if err := s.store.TrustHost(ctx, batch, values.Get("host")); err != nil {
			return err
		}
		return s.gate.Localize(context.WithoutCancel(ctx), batch, func([]sqlite.PostOfBatch) error { return nil })
	}, "")
}

// hosts fills in what happens to links to the hosts at which an archive's posts were.
func (f frame) hosts(hosts []sqlite.FormerHost, b blog.Batch, view *desk.Batch) {
	var trusted []string
	for _, h := range hosts {
		if h.Doubted {
			view.Doubted = append(view.Doubted, h.Host)
		} else {
			trusted = append(trusted, h.Host)
		}
	}
	view.MayTrust = b.State == blog.BatchDone
	if len(trusted) > 0 {
		view.Led = f.locale.T("Links to %s lead here.", strings.Join(trusted, ", "))
		if b.State == blog.BatchRehearsed {
			view.Led = f.locale.T("Links to %s will lead here.", strings.Join(trusted, ", "))
		}
	}
}

// decide applies the author's decision to an import. A conflict is shown on the
// import's page.
func (s *server) decide(c echo.Context, do func(context.Context, int64) error, next string) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), b.ID); err != nil {
		if conflict, ok := errors.AsType[*blog.Error](err); ok && conflict.Kind == blog.Conflict {
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
	view := desk.Batch{Head: f.head(f.locale.T("Import"), ""), Address: batchAddress(b.ID), Name: f.batchName(b), State: stateSentence(f.locale, b), Fault: fault}
	if err := s.lines(c, f, b, &view); err != nil {
		return err
	}
	view.Fault = fault
	return s.render(c, http.StatusConflict, view.View())
}
