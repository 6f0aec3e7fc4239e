package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// health handles GET /healthz: 200 if the database can be read.
func (s *server) health(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.keeper.Ping(c.Request().Context()); err != nil {
		s.log.ErrorContext(c.Request().Context(), "health check failed", "err", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// readiness handles GET /readyz: 200 as long as readers are to be sent here.
// That is not so any more when the program is about to end, and when the
// database can't be read. A blog that can't be written to can still be read; it
// says so, and answers 503 to ?write alone. One that is not set up is ready to be.
func (s *server) readiness(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	ctx := c.Request().Context()
	done, err := s.setUp(ctx)
	if err == nil {
		err = s.keeper.Ping(ctx)
	}
	switch {
	case s.draining.Load():
		return c.String(http.StatusServiceUnavailable, "shutting down\n")
	case err != nil:
		s.log.ErrorContext(ctx, "readiness check failed", "err", err)
		return c.String(http.StatusServiceUnavailable, "the database can't be read\n")
	}
	if err := s.writable.ask(ctx, s.now(), s.keeper.Writable); err != nil {
		s.log.WarnContext(ctx, "readiness check failed", "err", err)
		status := http.StatusOK
		if c.QueryParams().Has("write") {
			status = http.StatusServiceUnavailable
		}
		return c.String(status, "ready to be read; the database can't be written to\n")
	}
	if !done {
		return c.String(http.StatusOK, "ready to be set up\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// Drain lets /readyz say from now on that the program is about to end.
// Everything else is answered as before.
func (s *Site) Drain() { s.server.draining.Store(true) }

// Limits of a probe of the database: the lock that it takes holds up who
// writes, so it is not taken as often as somebody asks.
const (
	probeHolds = 2 * time.Second
	probeWait  = time.Second
)

// probe remembers for a moment what was found out.
type probe struct {
	mu   sync.Mutex
	at   time.Time
	told error
}

func (p *probe) ask(ctx context.Context, now time.Time, try func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if age := now.Sub(p.at); age >= 0 && age < probeHolds {
		return p.told
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeWait)
	defer cancel()
	p.at, p.told = now, try(limited)
	return p.told
}
