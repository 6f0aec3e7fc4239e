package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// damaged is the answer while the database is known to be damaged.
const damaged = "the database is damaged; pullquote doctor says what to do\n"

// health handles GET /healthz: 200 if the database can be read and is not known to
// be damaged.
func (s *server) health(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	if err := s.store.Ping(c.Request().Context()); err != nil {
		s.log.ErrorContext(c.Request().Context(), "health check failed", "err", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	if s.store.Damaged() {
		return c.String(http.StatusServiceUnavailable, damaged)
	}
	return c.String(http.StatusOK, "ok\n")
}

// readiness handles GET /readyz: 200 as long as readers should be routed here. It
// answers 503 when the program is about to exit and when the database can't be
// read. A blog that can't be written to can still be read; the answer says so, and
// is 503 only for ?write. The same goes for a damaged database, which is read as
// far as it can be, except that ?write makes no difference. A blog that is not set
// up is ready to be set up.
func (s *server) readiness(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	ctx := c.Request().Context()
	done, err := s.setUp(ctx)
	if err == nil {
		err = s.store.Ping(ctx)
	}
	switch {
	case s.draining.Load():
		return c.String(http.StatusServiceUnavailable, "shutting down\n")
	case err != nil:
		s.log.ErrorContext(ctx, "readiness check failed", "err", err)
		return c.String(http.StatusServiceUnavailable, "the database can't be read\n")
	}
	if err := s.writable.ask(ctx, s.now(), s.store.Writable); err != nil {
		s.log.WarnContext(ctx, "readiness check failed", "err", err)
		status := http.StatusOK
		if c.QueryParams().Has("write") {
			status = http.StatusServiceUnavailable
		}
		return c.String(status, "ready to be read; the database can't be written to\n")
	}
	if s.store.Damaged() {
		return c.String(http.StatusOK, "ready to be read as far as it can be; "+damaged)
	}
	if !done {
		return c.String(http.StatusOK, "ready to be set up\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// Drain makes /readyz report from now on that the program is about to exit.
// Everything else is answered as before.
func (s *Site) Drain() { s.server.draining.Store(true) }

// Limits of a probe of the database. It takes a lock that blocks writers, so its
// result is reused for a while, however often it is asked for.
const (
	probeHolds = 2 * time.Second
	probeWait  = time.Second
)

// probe caches the result of a check for probeHolds.
type probe struct {
	mu     sync.Mutex
	at     time.Time
	result error
}

func (p *probe) ask(ctx context.Context, now time.Time, try func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if age := now.Sub(p.at); age >= 0 && age < probeHolds {
		return p.result
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeWait)
	defer cancel()
	p.at, p.result = now, try(limited)
	return p.result
}
