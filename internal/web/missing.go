package web

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// A tally counts addresses that readers asked for and that do not exist. It does so in memory, so
// that a read never writes to the database; flush stores the counts at intervals.
type tally struct {
	mu     sync.Mutex
	counts map[string]sqlite.Missed
}

// tallied limits the addresses that are counted between two flushes. If there are
// more, that is a flood that is not worth storing.
const tallied = 500

// probes matches addresses that no link leads to: those of scanners that look for
// holes in other programs.
var probes = regexp.MustCompile(`(?i)(?:\.(?:env|git|svn|aws|bak|sql|cgi|asp|aspx|jsp|do|action|ini|ya?ml|sh|zip|tar|gz|rar)(?:/|$)|/(?:wp-(?:login|admin|includes|config)|xmlrpc|phpmyadmin|pma|cgi-bin|vendor|actuator|boaform|solr|hudson|owa|autodiscover|telescope|_ignition|admin|administrator)(?:[/.]|$)|^/(?:ads|app-ads|humans|security)\.txt$|^/\.well-known/|^/apple-touch-icon)`)

// add counts a request for an address.
func (t *tally) add(key, referrer string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m, known := t.counts[key]
	if !known && len(t.counts) >= tallied {
		return
	}
	if !known {
		m = sqlite.Missed{Key: key, First: now}
	}
	m.Count, m.Last = m.Count+1, now
	if referrer != "" {
		m.Referrer = referrer
	}
	if t.counts == nil {
		t.counts = map[string]sqlite.Missed{}
	}
	t.counts[key] = m
}

// take returns the counts and empties the tally.
func (t *tally) take() []sqlite.Missed {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]sqlite.Missed, 0, len(t.counts))
	for _, m := range t.counts {
		out = append(out, m)
	}
	t.counts = nil
	return out
}

// countMiss counts a request for an address that does not exist. The author's own
// mistakes are not counted.
func (s *server) countMiss(c echo.Context) {
	u := c.Request().URL
	if v, _ := s.viewer(c); v.signedIn() || s.static || probes.MatchString(u.Path) || len(u.Path) > 500 || strings.ContainsRune(u.Path, 0) {
		return
	}
	referrer := c.Request().Referer()
	if r, err := url.Parse(referrer); err != nil || r.Host == "" || len(referrer) > 500 || blog.CheckURL("url", referrer) != nil {
		referrer = ""
	}
	s.misses.add(blog.AddressKey(u.EscapedPath(), ""), referrer, s.now())
}

// flushEvery is the interval at which missed addresses are stored.
const flushEvery = 20 * time.Second

// Keep stores missed addresses at intervals until ctx ends, and once more then.
func (s *Site) Keep(ctx context.Context) {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.server.flush(ctx)
		case <-ctx.Done():
			s.server.flush(context.WithoutCancel(ctx))
			return
		}
	}
}

func (s *server) flush(ctx context.Context) {
	missed := s.misses.take()
	if len(missed) == 0 {
		return
	}
	if err := blog.Contain(func() error { return s.store.SaveMissed(ctx, missed) }); err != nil {
		s.log.WarnContext(ctx, "what readers missed was not stored", "addresses", len(missed), "err", err)
	}
}
