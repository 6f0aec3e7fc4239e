package web

import (
	"container/list"
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/card"
	"pullquote/internal/entry"
	"pullquote/internal/i18n"
)

// cardPath returns the address of a post's card. It changes with the content of the
// card, so a client need not revalidate one that it has.
func (f frame) cardPath(p *blog.Post) string {
	return fmt.Sprintf("/card/%d-%s.png", p.ID, cardMark(
		fmt.Sprint(p.Version), p.Author.Name, p.Title, p.URL, f.settings.Title, f.look.LangOf(p), f.day(p.Published)))
}

// blogCardPath returns the address of the blog's own card.
func blogCardPath(s blog.Settings) string {
	return "/card/blog-" + cardMark(s.Title, s.Tagline) + ".png"
}

func cardMark(parts ...string) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d\x00%s", card.Version, strings.Join(parts, "\x00"))
	return fmt.Sprintf("%x", h.Sum64())
}

// card handles GET /card/:name: the picture with which other sites present a post.
func (s *server) card(c echo.Context) error {
	name := param(c, "name")
	id, _, ok := strings.Cut(name, "-")
	if !ok || !strings.HasSuffix(name, ".png") {
		return &blog.Error{Kind: blog.NotFound, Message: "There is no such picture."}
	}
	shown, address, err := s.cardOf(c, id)
	if err != nil {
		return err
	}
	if address != "/card/"+name { // the post has changed meanwhile
		c.Response().Header().Set("Cache-Control", "no-cache")
		return c.Redirect(http.StatusFound, address)
	}
	picture, err := s.cards.get(c.Request().Context(), name, s.queueClient(c.Request()), func() ([]byte, error) { return card.Draw(shown) })
	if err != nil {
		return later(c, err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", s.cacheControl.files)
	h.Set("ETag", `"`+name+`"`)
	sendParts(c, picture)
	return nil
}

// cardOf returns the content of a card, and its address.
func (s *server) cardOf(c echo.Context, id string) (card.Post, string, error) {
	f, err := s.frame(c)
	if err != nil {
		return card.Post{}, "", err
	}
	if id == "blog" {
		return card.Post{Blog: f.settings.Title, Title: f.settings.Title, Words: f.settings.Tagline, RTL: entry.RightToLeft(f.settings.Lang)}, blogCardPath(f.settings), nil
	}
	number, err := parsePostID(id)
	if err != nil {
		return card.Post{}, "", err
	}
	p, err := s.store.Post(c.Request().Context(), number)
	if err != nil {
		return card.Post{}, "", err
	}
	if !p.Public() {
		return card.Post{}, "", &blog.Error{Kind: blog.NotFound, Message: "There is no such picture."}
	}
	return card.Post{
		Blog: f.settings.Title, Title: p.Title, Domain: p.Host(), Quote: blog.Excerpt(p.Rendered.Quoted, 600), Words: blog.Excerpt(p.Rendered.Own, 600),
		Author: p.Author.Name, Date: f.locale.Date(p.Published.In(f.zone), i18n.Date), RTL: entry.RightToLeft(f.look.LangOf(&p)),
	}, f.cardPath(&p), nil
}

// cardCache is an LRU cache of finished bytes, limited in size. Each item is made once,
// even for concurrent requests, and only a few are made at a time.
type cardCache struct {
	mu    sync.Mutex
	most  int // bytes
	held  int
	order *list.List // of *cachedCard, most recently used first
	items map[string]*list.Element
	queue *queue // for drawing

	hits, misses atomic.Uint64
}

type cachedCard struct {
	name string
	body []byte
}

func newCardCache(most int) *cardCache {
	return &cardCache{most: most, order: list.New(), items: map[string]*list.Element{}, queue: newQueue(cardsAtOnce, queuePerClient, blog.Term("Many pictures are being drawn at this moment. Try again in a few seconds."))}
}

// get returns the item of a name, and makes it if it is not cached. client is its
// requester's key in the queue. It fails with TooMany if too many wait.
func (k *cardCache) get(ctx context.Context, name, client string, draw func() ([]byte, error)) ([]byte, error) {
	if body, ok := k.find(name); ok {
		k.hits.Add(1)
		return body, nil
	}
	k.misses.Add(1)
	leave, err := k.queue.enter(ctx, client)
	if err != nil {
		return nil, err
	}
	defer leave()
	if body, ok := k.find(name); ok { // made for another request meanwhile
		return body, nil
	}
	body, err := draw()
	if err == nil {
		k.put(name, body)
	}
	return body, err
}

func (k *cardCache) find(name string) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.items[name]
	if !ok {
		return nil, false
	}
	k.order.MoveToFront(e)
	return e.Value.(*cachedCard).body, true
}

func (k *cardCache) put(name string, body []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.items[name] = k.order.PushFront(&cachedCard{name, body})
	for k.held += len(body); k.held > k.most && k.order.Len() > 1; {
		last := k.order.Remove(k.order.Back()).(*cachedCard)
		delete(k.items, last.name)
		k.held -= len(last.body)
	}
}

// stats returns the counts so far.
func (k *cardCache) stats() CacheStats {
	k.mu.Lock()
	defer k.mu.Unlock()
	return CacheStats{Hits: k.hits.Load(), Misses: k.misses.Load(), Entries: k.order.Len(), Bytes: int64(k.held)}
}
