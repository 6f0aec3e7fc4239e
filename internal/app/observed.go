package app

import (
	"net/http"
	"sync/atomic"
	"time"

	"pullquote/internal/metrics"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/web"
)

// classes are the classes of status codes. The first is for clients that went away
// before there was a status.
var classes = [...]string{"none", "1xx", "2xx", "3xx", "4xx", "5xx"}

// observed holds the counters that have been running since the program started. They
// are atomics in arrays, so that counting is all that a request pays for.
type observed struct {
	begun    time.Time
	requests [web.Kinds][len(classes)]atomic.Uint64
	bytes    [web.Kinds]atomic.Int64
	cached   atomic.Uint64
	took     [web.Kinds]*metrics.Histogram
	inFlight atomic.Int64

	wrote       *metrics.Histogram
	wroteFailed atomic.Uint64
	wroteBusy   atomic.Uint64
}

func newObserved(begun time.Time) *observed {
	o := &observed{begun: begun, wrote: metrics.NewHistogram(
		time.Millisecond, 2500*time.Microsecond, 5*time.Millisecond, 10*time.Millisecond, 25*time.Millisecond, 100*time.Millisecond, 500*time.Millisecond, 2*time.Second, 5*time.Second,
	)}
	for kind := range o.took {
		o.took[kind] = metrics.NewHistogram(
			50*time.Microsecond, 200*time.Microsecond, time.Millisecond, 5*time.Millisecond, 25*time.Millisecond, 100*time.Millisecond, 500*time.Millisecond, 2*time.Second, 10*time.Second,
		)
	}
	return o
}

// Answered implements web.Observer.
func (o *observed) Answered(a web.Answered) {
	kind := min(a.Kind, web.Kinds-1)
	class := a.Status / 100
	if class >= len(classes) {
		class = 0
	}
	o.requests[kind][class].Add(1)
	o.bytes[kind].Add(a.Bytes)
	o.took[kind].Observe(a.Duration)
	if a.FromCache {
		o.cached.Add(1)
	}
}

// transacted counts a write transaction, failed or not.
func (o *observed) transacted(took time.Duration, err error) {
	o.wrote.Observe(took)
	if pool.IsBusy(err) {
		o.wroteBusy.Add(1)
	}
	if err != nil {
		o.wroteFailed.Add(1)
	}
}

// counted counts the requests that are under way.
func (o *observed) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.inFlight.Add(1)
		defer o.inFlight.Add(-1)
		next.ServeHTTP(w, r)
	})
}
