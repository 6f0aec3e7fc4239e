package app

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// heapFloor is how large the heap becomes before garbage is collected, in bytes.
// Go collects when it has doubled: one of three megabytes, which is all that a
// blog without many readers needs, would be gone through every few dozen pages,
// which is a seventh of the time that they take.
const heapFloor = 24 << 20

// usualPercent is by how much Go lets the heap grow, unless GOGC says otherwise.
const usualPercent = 100

// keepHeapFloor has the collector wait for heapFloor until it is stopped. What
// was set with GOGC stays as it is.
func keepHeapFloor() (stop func()) {
	if figure("/gc/gogc:percent") != usualPercent {
		return func() {}
	}
	var lock sync.Mutex // so that nothing is set when it has been stopped
	stopped := false
	set := func() bool {
		lock.Lock()
		defer lock.Unlock()
		if stopped {
			return false
		}
		if percent := growth(figure("/gc/heap/live:bytes")); percent != int(figure("/gc/gogc:percent")) {
			debug.SetGCPercent(percent)
		}
		return true
	}
	set()
	afterCollection(set)
	return func() {
		lock.Lock()
		defer lock.Unlock()
		stopped = true
		debug.SetGCPercent(usualPercent)
	}
}

// growth gives by how much of itself a heap may grow, in percent: to its double,
// and to heapFloor in any case.
func growth(live uint64) int {
	const least = heapFloor / 8 // before the first collection none is known
	live = max(live, least)
	if live >= heapFloor/2 {
		return usualPercent
	}
	return int((heapFloor - live) * 100 / live)
}

// afterCollection calls f after each collection of garbage as long as it returns
// true.
func afterCollection(f func() bool) {
	// What nobody refers to is gone with the next collection.
	type passing struct{ _ *byte }
	runtime.AddCleanup(&passing{}, func(struct{}) {
		if f() {
			afterCollection(f)
		}
	}, struct{}{})
}

// figure gives a figure of the runtime.
func figure(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
