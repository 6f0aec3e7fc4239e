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

// heapRoom is how much is put on the heap between two collections at least, in
// bytes.
const heapRoom = 8 << 20

// growth returns by how much of itself, and of what else a collection starts from, a
// heap may grow, in percent: to heapFloor or by heapRoom, and if it is large by
// half, not to its double. What makes it large is pages that are kept, and no
// collection has to look through those for what they refer to.
func growth(live, roots uint64) int {
	const least = heapFloor / 8 // before the first collection none is known
	live = max(live, least)
	room := max(live/2, heapRoom)
	if live < heapFloor {
		room = max(room, heapFloor-live)
	}
	return int(room * 100 / (live + roots))
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

// figure returns a figure of the runtime.
func figure(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
