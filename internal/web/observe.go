package web

import (
	"net/http"
	"strings"
	"time"
)

// Observer is notified of each answer. It is called for every request, so it must
// neither block nor allocate.
type Observer interface{ Answered(Answered) }

// Answered describes an answer.
type Answered struct {
	Kind      Kind
	Status    int // 0 if none was sent, because the client was gone
	Bytes     int64
	Duration  time.Duration
	FromCache bool // answered from the page cache
}

// Kind is a kind of page. There is a small fixed number of them, whatever addresses
// are requested.
type Kind uint8

// The kinds of pages. KindPost includes whatever is looked up as a post's address
// and not found.
const (
	KindPost Kind = iota
	KindHome
	KindList
	KindFeed
	KindSearch
	KindAsset
	KindMedia
	KindCard
	KindSignIn
	KindDesk
	KindFile
	KindHealth
	Kinds // their number
)

var observedNames = [Kinds]string{"post", "home", "list", "feed", "search", "asset", "media", "card", "signin", "desk", "file", "health"}

// String returns the name used in metrics.
func (k Kind) String() string { return observedNames[min(k, Kinds-1)] }

// kindsOfFirst maps the first segment of a path to its kind.
var kindsOfFirst = map[string]Kind{
	"": KindHome, "older": KindHome, "archive": KindList, "tags": KindList, "from": KindList, "author": KindList, "search": KindSearch,
	"assets": KindAsset, "media": KindMedia, "card": KindCard, "login": KindSignIn, "logout": KindSignIn, "setup": KindSignIn,
	"compose": KindDesk, "+": KindDesk, "share": KindDesk, "tools": KindDesk, "posts": KindDesk, "import": KindDesk, "export": KindDesk, "desk": KindDesk, "settings": KindDesk,
	"healthz": KindHealth, "readyz": KindHealth, "favicon.ico": KindFile, "robots.txt": KindFile, "sitemap.xml": KindFile, "opensearch.xml": KindFile,
	"oembed": KindFile, "manifest.webmanifest": KindFile, "sw.js": KindFile, "feed": KindFeed, "rss": KindFeed, "rss.xml": KindFeed, "index.xml": KindFeed,
}

// KindOf returns the kind of page at a path. It allocates nothing.
func KindOf(path string) Kind {
	if _, feed := feedKinds[path[strings.LastIndexByte(path, '/')+1:]]; feed {
		return KindFeed
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if kind, ok := kindsOfFirst[first]; ok {
		return kind
	}
	if len(first) == 4 && first >= "0000" && first <= "9999" {
		return KindList // a year, or something in it
	}
	return KindPost
}

// begin returns the time at which a request arrived, the zero time if there is no
// observer.
func (s *server) begin() time.Time {
	if s.observer == nil {
		return time.Time{}
	}
	return s.now()
}

func (s *server) since(begin time.Time) time.Duration {
	if s.observer == nil {
		return 0
	}
	return s.now().Sub(begin)
}

// observe notifies the observer of an answer.
func (s *server) observe(r *http.Request, a Answered) {
	if s.observer != nil {
		a.Kind = KindOf(strings.TrimPrefix(r.URL.Path, string(s.prefix)))
		s.observer.Answered(a)
	}
}

// CacheStats are the counts of a cache, and its current size.
type CacheStats struct {
	Hits, Misses uint64
	Entries      int
	Bytes        int64
}

// Caches returns the statistics of each cache, by its name.
func (s *Site) Caches() map[string]CacheStats {
	pages := s.pages.Stats()
	return map[string]CacheStats{
		"card": s.server.cards.stats(),
		"page": {Hits: pages.Hits + pages.Shared, Misses: pages.Renders, Entries: pages.Pages, Bytes: pages.Bytes},
	}
}
