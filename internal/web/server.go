package web

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"pullquote/assets"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/feed"
	"pullquote/internal/listen"
	"pullquote/internal/pagecache"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

// Options configure a Site.
type Options struct {
	Store          *sqlite.Store
	Gate           *publish.Gate
	Auth           *auth.Auth
	Held           *transfer.Held // imports that the server runs
	Exporter       *transfer.Exporter
	Data           string           // the data folder; relative paths of nightly exports and backups are below it
	Look           *capture.Look    // asks pages for their metadata
	Invitation     *auth.Invitation // allows one person to set up the blog; nil if it is set up
	Log            *slog.Logger
	BaseURL        string         // scheme, host and path prefix for readers; if empty, taken from each request
	TrustedProxies []netip.Prefix // proxies whose X-Forwarded-* and X-Request-Id headers are trusted
	PageCache      int64          // size of the page cache in bytes; with 0 or less nothing is cached
	CacheControl   string         // Cache-Control of readers' pages; if empty, caches have to revalidate each time
	FileControl    string         // Cache-Control of the pictures and files in posts; if empty, the same
	Limits         Limits
	Observer       Observer // is notified of each answer; may be nil
	Static         bool     // pages are written to plain files, to be served without this program
	Zone           string   // this machine's time zone, suggested at set-up
	Now            func() time.Time
}

// archives is what the pages of imports, exports and backups use.
type archives struct {
	held     *transfer.Held
	exporter *transfer.Exporter
	data     string // the data folder
}

// setup is what is needed until the blog is set up.
type setup struct {
	invitation *auth.Invitation
	zone       string      // the time zone to suggest
	done       atomic.Bool // never becomes false again
}

// cacheControl holds the values of Cache-Control for what readers get.
type cacheControl struct {
	pages string
	files string // the pictures and files that pages show
}

// server holds what the handlers use. Its methods are the handlers, and what they
// have in common.
type server struct {
	location
	log        *slog.Logger
	now        func() time.Time
	static     bool
	plainError []byte // the page for a failure to render, rendered at start so that it can't fail

	store     *sqlite.Store
	snapshots snapshots
	gate      *publish.Gate
	auth      *auth.Auth
	look      *capture.Look
	archives  archives
	setup     setup

	cacheControl cacheControl
	cards        *cardCache
	files        *files
	fed          feed.Memory // the items of feeds

	limits   Limits
	queues   queues
	observer Observer
	misses   tally       // addresses that readers asked for and that do not exist
	draining atomic.Bool // the program is about to exit
	writable probe
}

// Site is the http.Handler of the whole site.
type Site struct {
	http.Handler
	server *server
	pages  *pagecache.Cache
}

// cardsHeld is the size of the cache of drawn cards, in bytes.
const cardsHeld = 8 << 20

// New returns the handler of the whole site.
func New(o Options) (*Site, error) {
	origin, below, ok := blog.SplitBase(o.BaseURL)
	if !ok && o.BaseURL != "" {
		return nil, fmt.Errorf("web: %q is no base URL", o.BaseURL)
	}
	s, err := newServer(o, prefix(below))
	if err != nil {
		return nil, err
	}
	site, err := s.site()
	if err != nil {
		return nil, err
	}
	guard := http.NewCrossOriginProtection()
	if origin != "" {
		// A proxy may forward the request with another Host.
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("web: base URL %q: %w", o.BaseURL, err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(s.refuseCrossSite))
	pages := pagecache.New(pagecache.Options{
		Limit: o.PageCache, Generation: o.Store.Generation, Unchanged: o.Store.Unchanged, Key: s.pageKey, Now: s.now, Whole: listen.Gather,
	}, secured(guard.Handler(headAsGet(s.below(site)))))
	return &Site{Handler: s.served(pages), server: s, pages: pages}, nil
}

func newServer(o Options, below prefix) (*server, error) {
	s := &server{
		location: location{base: o.BaseURL, prefix: below, proxies: o.TrustedProxies},
		log:      o.Log, now: o.Now, static: o.Static,
		store: o.Store, snapshots: snapshots{store: o.Store}, gate: o.Gate, auth: o.Auth, look: o.Look,
		archives:     archives{held: o.Held, exporter: o.Exporter, data: o.Data},
		setup:        setup{invitation: o.Invitation, zone: o.Zone},
		cacheControl: cacheControl{pages: cmp.Or(o.CacheControl, "public, max-age=0"), files: cmp.Or(o.FileControl, "public, max-age=0")},
		cards:        newCardCache(cardsHeld), files: newFiles(o.Store.Media, o.Now),
		limits: o.Limits.orDefault(), observer: o.Observer,
	}
	s.queues = newQueues(s.limits)
	s.setup.done.Store(o.Invitation == nil)
	var err error
	s.plainError, err = s.lastResort()
	return s, err
}

// site returns the handler of all addresses, without what wraps it.
func (s *server) site() (http.Handler, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.fail
	e.IPExtractor = s.clientAddress
	s.routes(e)
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypes([]string{
		"text/html", "application/rss+xml", "application/atom+xml", "application/feed+json", "application/xml", "application/json", "application/opensearchdescription+xml",
	}))
	if err != nil {
		return nil, fmt.Errorf("web: compression: %w", err)
	}
	// Not an http.ServeMux: it cleans paths with a redirect, and
	// /+/https://example.org must arrive unchanged.
	pages := compress(e)
	files := assets.Handler(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			files.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	}), nil
}

// setUp reports whether the blog is set up. It asks the store until it is, because
// pullquote init may set it up while the server runs.
func (s *server) setUp(ctx context.Context) (bool, error) {
	if s.setup.done.Load() {
		return true, nil
	}
	done, err := s.store.IsSetUp(ctx)
	if done {
		s.setup.done.Store(true)
	}
	return done, err
}
