package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
)

// Limits bound the cost of requests. The zero value means the defaults.
type Limits struct {
	Heavy  int           // concurrent searches, including those for missing pages; 0 means 2
	Upload int64         // size of an uploaded archive in bytes; 0 means 4 GiB
	Pause  time.Duration // how long an upload or a download of an archive may stall; 0 means a minute
}

const (
	// defaultHeavy leaves half of the database connections to readers' pages.
	defaultHeavy  = 2
	defaultUpload = 4 << 30
	defaultPause  = time.Minute

	// cardsAtOnce is how many cards are drawn at a time: drawing takes a processor for
	// tens of milliseconds, and pages must not wait for it.
	cardsAtOnce = 1

	// longForms is how many long forms of people who are not signed in are in
	// memory at a time. Each may take maxForm bytes, and as much again when parsed.
	longForms = 2

	// longFormsPerClient is how many of them may come from one IP address, so that
	// a slow client does not keep the others out.
	longFormsPerClient = 1

	queuePlaces    = 64              // requests in a queue, running and waiting
	queuePerClient = 16              // of these from one IP address, by default
	queueWait      = 5 * time.Second // how long a request waits for its turn
)

func (l Limits) orDefault() Limits {
	if l.Heavy == 0 {
		l.Heavy = defaultHeavy
	}
	if l.Upload == 0 {
		l.Upload = defaultUpload
	}
	if l.Pause == 0 {
		l.Pause = defaultPause
	}
	return l
}

// queues are those of requests that cost much.
type queues struct {
	searches *queue
	forms    *queue // long forms of people who are not signed in
}

func newQueues(l Limits) queues {
	return queues{
		searches: newQueue(l.Heavy, queuePerClient, blog.Term("Many are searching at this moment. Try again in a few seconds.")),
		forms:    newQueue(longForms, longFormsPerClient, blog.Term("Many long forms are being sent at this moment, so this one was not read and nothing was saved. Go back: your words are still in the form. Send it again in a few seconds.")),
	}
}

// queue limits how many requests run at a time and how many wait, in total and per
// client.
type queue struct {
	turn    chan struct{}
	each    int       // requests of one client, running and waiting
	busy    blog.Term // the error message if there is no place
	refused atomic.Uint64

	mu     sync.Mutex
	inside int
	of     map[string]int // by client
}

func newQueue(atOnce, perClient int, busy blog.Term) *queue {
	return &queue{turn: make(chan struct{}, atOnce), each: perClient, busy: busy, of: map[string]int{}}
}

// enter waits for a turn; leave ends it. It fails with TooMany if the queue is full
// or the wait takes longer than queueWait, and with the context's error.
func (q *queue) enter(ctx context.Context, client string) (leave func(), err error) {
	if !q.admit(client) {
		return nil, q.refuse()
	}
	timer := time.NewTimer(queueWait)
	defer timer.Stop()
	select {
	case q.turn <- struct{}{}:
		return func() { <-q.turn; q.dismiss(client) }, nil
	case <-timer.C:
		err = q.refuse()
	case <-ctx.Done():
		err = ctx.Err()
	}
	q.dismiss(client)
	return nil, err
}

// try takes a turn if one is free at once.
func (q *queue) try() (leave func(), ok bool) {
	select {
	case q.turn <- struct{}{}:
		return func() { <-q.turn }, true
	default:
		q.refused.Add(1)
		return nil, false
	}
}

func (q *queue) admit(client string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.inside >= queuePlaces || client != "" && q.of[client] >= q.each {
		return false
	}
	q.inside++
	q.of[client]++
	return true
}

func (q *queue) dismiss(client string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.inside--
	if q.of[client]--; q.of[client] <= 0 {
		delete(q.of, client)
	}
}

func (q *queue) refuse() error {
	q.refused.Add(1)
	return &blog.Error{Kind: blog.TooMany, Message: string(q.busy)}
}

// heavy makes an expensive handler wait for its turn.
func (s *server) heavy(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		leave, err := s.queues.searches.enter(c.Request().Context(), s.queueClient(c.Request()))
		if err != nil {
			return later(c, err)
		}
		defer leave()
		return next(c)
	}
}

// later adds a Retry-After header if the error is TooMany.
func later(c echo.Context, err error) error {
	if blog.KindOf(err) == blog.TooMany {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(queueWait.Seconds())))
	}
	return err
}

// shortForm limits forms without an author's words, in bytes.
const shortForm = 64 << 10

// wordless lists the routes whose forms contain no words of an author. Everybody
// may send these.
var wordless = map[string]bool{"/login": true, "/logout": true, "/setup": true}

// bounded limits what is sent before anything of it is read: forms that everybody
// may send are short, only a few long forms of people who are not signed in are in
// memory at a time, and compressed bodies are rejected.
func (s *server) bounded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method != http.MethodPost {
			return next(c)
		}
		if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
			c.Response().Header().Set("Accept-Encoding", "identity")
			return echo.NewHTTPError(http.StatusUnsupportedMediaType)
		}
		switch {
		case wordless[c.Path()]:
			r.Body = http.MaxBytesReader(c.Response(), r.Body, shortForm)
		case r.ContentLength < 0 || r.ContentLength > shortForm:
			if v, err := s.viewer(c); err == nil && v.signedIn() {
				break
			}
			leave, err := s.queues.forms.enter(r.Context(), s.queueClient(r))
			if err != nil {
				return later(c, err)
			}
			defer leave()
		}
		return next(c)
	}
}

// Refused returns how many requests each limit has turned away, by the limit's
// name.
func (s *Site) Refused() map[string]uint64 {
	return map[string]uint64{
		"search": s.server.queues.searches.refused.Load(),
		"card":   s.server.cards.queue.refused.Load(),
		"form":   s.server.queues.forms.refused.Load(),
	}
}
