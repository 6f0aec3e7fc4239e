package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// damaged is what is said while the database is known to be.
const damaged = "the database is damaged; pullquote doctor says what to do\n"

// health handles GET /healthz: 200 if the database can be read and nothing in it
// is known to be damaged.
func (s *server) health(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.keeper.Ping(c.Request().Context()); err != nil {
		s.log.ErrorContext(c.Request().Context(), "health check failed", "err", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	if s.keeper.Damaged() {
		return c.String(http.StatusServiceUnavailable, damaged)
	}
	return c.String(http.StatusOK, "ok\n")
}

// readiness handles GET /readyz: 200 as long as readers are to be sent here.
// That is not so any more when the program is about to end, and when the
// database can't be read. A blog that can't be written to can still be read; it
// says so, and answers 503 to ?write alone. One that is damaged says
// so, too: what can be read of it is read. One that is not set up is ready to be.
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
	if s.keeper.Damaged() {
		return c.String(http.StatusOK, "ready to be read as far as it can be; "+damaged)
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
