package web

import (
	"net/http"
	"strings"
	"time"
)

// Observer hears of each answer. It is asked on every request, so it must
// neither wait nor allocate.
type Observer interface{ Answered(Answered) }

// Answered is an answer that was given.
type Answered struct {
	Kind      Kind
	Status    int // 0: none was given, the reader was gone
	Bytes     int64
	Duration  time.Duration
	FromCache bool // the bytes were finished before
}

// Kind is a kind of page. There are few, whatever addresses readers ask for.
type Kind uint8

// The kinds of pages. KindPost is whatever is looked up as a post's address,
// also in vain.
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
	Kinds // how many there are
)

var observedNames = [Kinds]string{"post", "home", "list", "feed", "search", "asset", "media", "card", "signin", "desk", "file", "health"}

// String gives the name that stands in metrics.
func (k Kind) String() string { return observedNames[min(k, Kinds-1)] }

// kindsOfFirst are the kinds by the first part of a path.
var kindsOfFirst = map[string]Kind{
	"": KindHome, "older": KindHome, "archive": KindList, "tags": KindList, "from": KindList, "author": KindList, "search": KindSearch,
	"assets": KindAsset, "media": KindMedia, "card": KindCard, "login": KindSignIn, "logout": KindSignIn, "setup": KindSignIn,
	"compose": KindDesk, "+": KindDesk, "share": KindDesk, "tools": KindDesk, "posts": KindDesk, "import": KindDesk, "export": KindDesk, "desk": KindDesk, "settings": KindDesk,
	"healthz": KindHealth, "readyz": KindHealth, "favicon.ico": KindFile, "robots.txt": KindFile, "sitemap.xml": KindFile, "opensearch.xml": KindFile,
	"oembed": KindFile, "manifest.webmanifest": KindFile, "sw.js": KindFile, "feed": KindFeed, "rss": KindFeed, "rss.xml": KindFeed, "index.xml": KindFeed,
}

// KindOf tells what kind of page an address is asked for. It allocates nothing.
func KindOf(path string) Kind {
	if _, feed := feedKinds[path[strings.LastIndexByte(path, '/')+1:]]; feed {
		return KindFeed
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if kind, ok := kindsOfFirst[first]; ok {
		return kind
	}
	if len(first) == 4 && first >= "0000" && first <= "9999" {
		return KindList // of a year, or within one
	}
	return KindPost
}

// begin gives the time at which a request comes in, the zero time if nobody
// wants to know.
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

// observe tells the observer of an answer.
func (s *server) observe(r *http.Request, a Answered) {
	if s.observer != nil {
		a.Kind = KindOf(strings.TrimPrefix(r.URL.Path, string(s.prefix)))
		s.observer.Answered(a)
	}
}

// CacheStats are what has happened at a cache, and what it holds.
type CacheStats struct {
	Hits, Misses uint64
	Entries      int
	Bytes        int64
}

// Caches gives the state of each cache, by its name.
func (s *Site) Caches() map[string]CacheStats {
	pages := s.pages.Stats()
	return map[string]CacheStats{
		"card": s.server.cards.stats(),
		"page": {Hits: pages.Hits + pages.Shared, Misses: pages.Renders, Entries: pages.Pages, Bytes: pages.Bytes},
	}
}
