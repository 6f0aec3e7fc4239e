package web

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

// Limits bound what requests cost. The zero Limits stand for the defaults.
type Limits struct {
	Heavy  int           // searches at a time, and proposals for pages that are not there; 0 is 2
	Upload int64         // bytes of an archive that is sent; 0 is 4 GiB
	Pause  time.Duration // how long archives may move nothing on their way, in or out; 0 is a minute
}

const (
	// defaultHeavy leaves half of the connections to the database to readers'
	// pages.
	defaultHeavy  = 2
	defaultUpload = 4 << 30
	defaultPause  = time.Minute

	// atWork is how many cards are drawn at a time: drawing takes a processor for
	// tens of milliseconds, and pages shall not wait for it.
	atWork = 1

	// longForms is how many long forms of people who are not signed in are in
	// memory at a time. Each may hold maxForm bytes, and as much again as values.
	longForms = 2

	// longFormsPerClient is how many of them come from one address: it may be slow,
	// and others are let in beside it.
	longFormsPerClient = 1

	queuePlaces    = 64              // who runs and waits in a queue, in all
	queuePerClient = 16              // of them, as a rule, from one address
	queueWait      = 5 * time.Second // for one's turn
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

// limit sets the server's limits up.
func (s *server) limit(o Options) {
	s.limits, s.observer = o.Limits.orDefault(), o.Observer
	s.searching = newQueue(s.limits.Heavy, queuePerClient, blog.Term("Many are searching at this moment. Try again in a few seconds."))
	s.sending = newQueue(longForms, longFormsPerClient, blog.Term("Many long forms are being sent at this moment, so this one was not read and nothing was saved. Go back: your words are still in the form. Send it again in a few seconds."))
}

// queue lets so many work at a time and some more wait, no matter how many
// come. No client fills it alone.
type queue struct {
	turn    chan struct{}
	each    int       // who runs and waits of one client
	busy    blog.Term // says to who finds no place that there is none
	refused atomic.Uint64

	mu     sync.Mutex
	inside int
	of     map[string]int // by client
}

func newQueue(atOnce, perClient int, busy blog.Term) *queue {
	return &queue{turn: make(chan struct{}, atOnce), each: perClient, busy: busy, of: map[string]int{}}
}

// enter waits for a turn; leave ends it. It fails with TooMany if there is no
// place to wait at, or the wait is too long, and with the context's error.
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

// try gives a turn if there is one at once.
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

// queueClient gives what counts as one client in queues; this machine, where
// there is a proxy or the owner, is nobody in particular.
func (s *server) queueClient(r *http.Request) string {
	client := auth.AddressKey(s.clientAddress(r))
	if addr, err := netip.ParseAddr(client); err == nil && addr.IsLoopback() {
		return ""
	}
	return client
}

// heavy lets a handler that costs much wait for its turn.
func (s *server) heavy(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		leave, err := s.searching.enter(c.Request().Context(), s.queueClient(c.Request()))
		if err != nil {
			return later(c, err)
		}
		defer leave()
		return next(c)
	}
}

// later says in a header, too, when to come again.
func later(c echo.Context, err error) error {
	if blog.KindOf(err) == blog.TooMany {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(queueWait.Seconds())))
	}
	return err
}

// shortForm is the longest form of those without an author's words, in bytes.
const shortForm = 64 << 10

// wordless are the addresses whose forms hold no words of an author. Everybody
// may send them.
var wordless = map[string]bool{"/login": true, "/logout": true, "/setup": true}

// bounded keeps what is sent within bounds before anything of it is read: what
// everybody may send is short, few long forms of people who are not signed in
// are in memory at a time, and nothing is unpacked.
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
			leave, err := s.sending.enter(r.Context(), s.queueClient(r))
			if err != nil {
				return later(c, err)
			}
			defer leave()
		}
		return next(c)
	}
}

// Refused tells how often each limit has turned a request away, by its name.
func (s *Site) Refused() map[string]uint64 {
	return map[string]uint64{
		"search": s.server.searching.refused.Load(),
		"card":   s.server.cards.queue.refused.Load(),
		"form":   s.server.sending.refused.Load(),
	}
}
