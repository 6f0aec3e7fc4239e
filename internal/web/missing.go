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

// A tally counts addresses that readers ask for in vain, in memory: what a
// reader asks writes nothing. Flush stores it now and then.
type tally struct {
	mu     sync.Mutex
	counts map[string]sqlite.Missed
}

// tallied is how many addresses are counted between two flushes. A flood of
// others is not worth remembering.
const tallied = 500

// probes are what nobody asks for who has followed a link: those who look for
// holes in other programs.
var probes = regexp.MustCompile(`(?i)(?:\.(?:env|git|svn|aws|bak|sql|cgi|asp|aspx|jsp|do|action|ini|ya?ml|sh|zip|tar|gz|rar)(?:/|$)|/(?:wp-(?:login|admin|includes|config)|xmlrpc|phpmyadmin|pma|cgi-bin|vendor|actuator|boaform|solr|hudson|owa|autodiscover|telescope|_ignition|admin|administrator)(?:[/.]|$)|^/(?:ads|app-ads|humans|security)\.txt$|^/\.well-known/|^/apple-touch-icon)`)

// add notes that an address was asked for.
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

// take empties the tally.
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

// missed notes that an address was asked for in vain. The author's own slips
// don't count.
func (s *server) missed(c echo.Context) {
	u := c.Request().URL
	if v, _ := s.viewer(c); v.signedIn() || s.static || probes.MatchString(u.Path) || len(u.Path) > 500 || strings.ContainsRune(u.Path, 0) {
		return
	}
	referrer := c.Request().Referer()
	if r, err := url.Parse(referrer); err != nil || r.Host == "" || len(referrer) > 500 || blog.CheckURL("url", referrer) != nil {
		referrer = ""
	}
	s.vain.add(blog.AddressKey(u.EscapedPath(), ""), referrer, s.now())
}

// flushEvery is how long what was missed is held in memory.
const flushEvery = 20 * time.Second

// Keep stores, now and then and at the end, what readers asked for in vain,
// until ctx ends.
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
	missed := s.vain.take()
	if len(missed) == 0 {
		return
	}
	if err := blog.Contain(func() error { return s.posts.SaveMissed(ctx, missed) }); err != nil {
		s.log.WarnContext(ctx, "what readers missed was not stored", "addresses", len(missed), "err", err)
	}
}
