package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"pullquote/internal/fetch"
)

// purgedMaxAge is how long a cache that is purged after each change may keep pages, in
// case it misses a purge.
const purgedMaxAge = 24 * time.Hour

// staleIfError is how long caches may serve stale pages while the blog does not answer.
const staleIfError = 7 * 24 * time.Hour

// cacheControl returns the Cache-Control header of readers' pages. Browsers revalidate
// on each visit, which costs next to nothing.
func (c Config) cacheControl() string {
	age := c.SharedMaxAge
	if age == 0 && c.Purge != "" {
		age = purgedMaxAge
	}
	shared := ""
	if age > 0 {
		shared = fmt.Sprintf(", s-maxage=%d", int(age.Seconds()))
	}
	return fmt.Sprintf("public, max-age=0%s, stale-if-error=%d", shared, int(staleIfError.Seconds()))
}

// sharedFileAge is how long a cache that is not purged may serve a picture before it
// has to check that readers may still see it.
const sharedFileAge = time.Hour

// fileControl returns the Cache-Control header of the pictures and files that posts
// show, and of cards. The content under a name never changes, so a browser need not
// revalidate what it has. A shared cache has to, as for pages, because the post may
// have been removed from the blog.
func (c Config) fileControl() string {
	age := c.SharedMaxAge
	switch {
	case age == 0 && c.Purge != "":
		age = purgedMaxAge
	case c.Purge == "":
		age = max(age, sharedFileAge)
	}
	return fmt.Sprintf("public, max-age=%d, s-maxage=%d, immutable, stale-if-error=%d", int(fileAge.Seconds()), int(age.Seconds()), int(staleIfError.Seconds()))
}

// fileAge is how long browsers keep files: a year is for ever.
const fileAge = 365 * 24 * time.Hour

const (
	purgeLook  = 200 * time.Millisecond // the interval of looking for changes
	purgeAgain = 2 * time.Second        // when a purge is repeated, for answers that were under way during the first
	purgeMost  = time.Minute            // the longest wait before a failed purge is retried
)

// purger purges an HTTP cache in front of the blog after each change. It also purges
// when it starts, since it can't know what changed before.
type purger struct {
	generation func() uint64
	send       func(context.Context) error
	log        *slog.Logger
}

// newPurger returns the purger of a config, or nil if the config names no cache. The
// cache may be on this machine, so the purger has a client of its own that may reach
// it, while the client that fetches pages for authors may not.
func newPurger(c Config, generation func() uint64) (*purger, error) {
	if c.Purge == "" {
		return nil, nil
	}
	call, err := fetch.NewCall(c.Purge, c.PurgeHeader, c.PurgeBody)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(call.URL)
	if err != nil {
		return nil, err
	}
	outside, err := fetch.New(fetch.Options{AllowHosts: []string{u.Host}, CAFile: c.CAFile, Agent: c.agent(), Log: c.Log})
	if err != nil {
		return nil, err
	}
	return &purger{generation, func(ctx context.Context) error { return outside.Send(ctx, call) }, c.Log}, nil
}

// run purges after each change until ctx ends. On a nil purger it does nothing.
func (p *purger) run(ctx context.Context) {
	if p == nil {
		return
	}
	purged, again := p.generation()-1, time.Time{}
	failing, wait := false, time.Second
	for pause := time.Duration(0); sleep(ctx, pause); pause = purgeLook {
		now := p.generation()
		due := !again.IsZero() && time.Now().After(again)
		if now == purged && !due {
			continue
		}
		if err := p.send(ctx); err != nil {
			if !failing && ctx.Err() == nil {
				p.log.ErrorContext(ctx, "the cache in front was not told of a change; readers may see old pages until it is", "err", err)
			}
			failing = true
			if !sleep(ctx, wait) {
				return
			}
			wait = min(2*wait, purgeMost)
			continue
		}
		if failing {
			p.log.InfoContext(ctx, "the cache in front is told of changes again")
		}
		failing, wait = false, time.Second
		if again = (time.Time{}); now != purged {
			again = time.Now().Add(purgeAgain)
		}
		purged = now
	}
}

// sleep waits for d, or until ctx ends, and reports whether ctx has not ended.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
