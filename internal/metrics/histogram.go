package metrics

import (
	"sync/atomic"
	"time"
)

// Histogram counts durations by how long they are. It is safe for concurrent
// use.
type Histogram struct {
	bounds []time.Duration
	counts []atomic.Uint64 // one more than there are bounds
	sum    atomic.Int64    // nanoseconds
}

// NewHistogram returns a histogram whose buckets end at the bounds, which grow.
func NewHistogram(bounds ...time.Duration) *Histogram {
	return &Histogram{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// Observe counts a duration.
func (h *Histogram) Observe(d time.Duration) {
	i := 0
	for i < len(h.bounds) && d > h.bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}

// read returns how many are in each bucket, and the sum.
func (h *Histogram) read() (counts []uint64, sum time.Duration) {
	counts = make([]uint64, len(h.counts))
	for i := range h.counts {
		counts[i] = h.counts[i].Load()
	}
	return counts, time.Duration(h.sum.Load())
}
