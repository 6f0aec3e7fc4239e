package app

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// heapFloor is the heap size below which no garbage is collected, in bytes. By default
// Go collects when the heap has doubled. A quiet blog has a heap of three megabytes,
// which would be collected every few dozen pages, at a seventh of their total cost.
const heapFloor = 24 << 20

// usualPercent is the default of GOGC.
const usualPercent = 100

// keepHeapFloor adjusts the garbage collector's target after each collection, by
// growth, until stop is called. It does nothing if GOGC is set.
func keepHeapFloor() (stop func()) {
	if figure("/gc/gogc:percent") != usualPercent {
		return func() {}
	}
	var lock sync.Mutex // so that nothing is set after stop
	stopped := false
	set := func() bool {
		lock.Lock()
		defer lock.Unlock()
		if stopped {
			return false
		}
		roots := figure("/gc/scan/globals:bytes") + figure("/gc/scan/stack:bytes")
		if percent := growth(figure("/gc/heap/live:bytes"), roots); percent != int(figure("/gc/gogc:percent")) {
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

// heapRoom is the least growth of the heap between two collections, in bytes.
const heapRoom = 8 << 20

// growth returns the GOGC percentage for a heap of live bytes with roots bytes of other
// GC roots. It lets the heap grow to heapFloor, at least by heapRoom, and at least by
// half: not to its double, since a large heap consists of cached pages, which a
// collection does not have to scan.
func growth(live, roots uint64) int {
	const least = heapFloor / 8 // live is 0 before the first collection
	live = max(live, least)
	room := max(live/2, heapRoom)
	if live < heapFloor {
		room = max(room, heapFloor-live)
	}
	return int(room * 100 / (live + roots))
}

// afterCollection calls f after each garbage collection as long as it returns true.
func afterCollection(f func() bool) {
	// An unreachable value is cleaned up by the next collection.
	type passing struct{ _ *byte }
	runtime.AddCleanup(&passing{}, func(struct{}) {
		if f() {
			afterCollection(f)
		}
	}, struct{}{})
}

// figure returns a metric of the runtime.
func figure(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
