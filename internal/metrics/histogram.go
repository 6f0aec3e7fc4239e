package metrics

import (
	"sync/atomic"
	"time"
)

// Histogram counts durations in buckets. It is safe for concurrent use.
type Histogram struct {
	bounds []time.Duration
	counts []atomic.Uint64 // by bucket; the last has no upper bound
	sum    atomic.Int64    // nanoseconds
}

// NewHistogram returns a histogram whose buckets have the given upper bounds, in
// ascending order.
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

// read returns the count of each bucket, and the sum of all durations.
func (h *Histogram) read() (counts []uint64, sum time.Duration) {
	counts = make([]uint64, len(h.counts))
	for i := range h.counts {
		counts[i] = h.counts[i].Load()
	}
	return counts, time.Duration(h.sum.Load())
}
