package app

import (
	"runtime"
	"testing"
	"time"
)

func TestASmallHeapMayGrowToTheFloorAndALargeOneByHalf(t *testing.T) {
	for live, want := range map[uint64]int{
		0: 700, 1 << 20: 700, 3 << 20: 700, 4 << 20: 500, 6 << 20: 300, 8 << 20: 200, 12 << 20: 100, 16 << 20: 50, 100 << 20: 50,
	} {
		if got := growth(live, 0); got != want {
			t.Errorf("of %d bytes in use: by %d percent, want %d", live, got, want)
		}
	}
	if got := growth(6<<20, 3<<20); got != 200 {
		t.Errorf("6 MB in use, and 3 more from which a collection starts: by %d percent of both, which is not 18 MB", got)
	}
}

func TestEachCollectionIsToldOf(t *testing.T) {
	told := make(chan bool, 3)
	afterCollection(func() bool {
		told <- true
		return len(told) < cap(told)
	})
	for deadline := time.Now().Add(10 * time.Second); len(told) < cap(told); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it was told of %d collections", len(told))
		}
		runtime.GC()
	}
}
