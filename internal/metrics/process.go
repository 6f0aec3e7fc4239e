package metrics

import (
	"bufio"
	"bytes"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"time"
)

// Process writes the process's use of resources, under the names that Prometheus's
// own clients use. What the system does not provide is left out.
func (p *Page) Process(begun time.Time) {
	p.Only("process_start_time_seconds", TypeGauge, "When the program was started, in seconds of Unix time.", float64(begun.UnixMilli())/1e3)
	if n, err := countDir("/proc/self/fd"); err == nil {
		p.Only("process_open_fds", TypeGauge, "File descriptors that are open.", float64(n))
	}
	if n, ok := limitOf("Max open files"); ok {
		p.Only("process_max_fds", TypeGauge, "File descriptors that may be open.", n)
	}
	if rss, ok := residentBytes(); ok {
		p.Only("process_resident_memory_bytes", TypeGauge, "Memory that the program holds.", float64(rss))
	}
}

// countDir returns the number of entries in a folder.
func countDir(name string) (int, error) {
	dir, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	return len(names), err
}

// residentBytes returns the resident memory of the process. Only Linux provides it.
func residentBytes() (int64, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}

// limitOf returns the soft limit with a name in /proc/self/limits.
func limitOf(name string) (float64, bool) {
	text, err := os.ReadFile("/proc/self/limits")
	if err != nil {
		return 0, false
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if rest, ok := bytes.CutPrefix(lines.Bytes(), []byte(name)); ok {
			if fields := bytes.Fields(rest); len(fields) > 0 {
				n, err := strconv.ParseFloat(string(fields[0]), 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}

// runtimeFamilies are the metrics of Go's runtime that Runtime writes.
var runtimeFamilies = []struct {
	source, name string
	t            Type
	help         string
}{
	{"/sched/goroutines:goroutines", "go_goroutines", TypeGauge, "Goroutines that there are."},
	{"/sched/gomaxprocs:threads", "go_sched_gomaxprocs_threads", TypeGauge, "Threads that run Go code at a time."},
	{"/memory/classes/heap/objects:bytes", "go_memstats_heap_alloc_bytes", TypeGauge, "Memory of objects, used or not yet swept."},
	{"/memory/classes/total:bytes", "go_memstats_sys_bytes", TypeGauge, "Memory that the runtime has asked the system for."},
	{"/gc/heap/live:bytes", "go_gc_heap_live_bytes", TypeGauge, "Memory of objects that the last collection found in use."},
	{"/gc/heap/allocs:bytes", "go_memstats_alloc_bytes_total", TypeCounter, "Memory that was ever allocated."},
	{"/gc/cycles/total:gc-cycles", "go_gc_cycles_total", TypeCounter, "Collections of garbage."},
	{"/cpu/classes/gc/total:cpu-seconds", "go_cpu_gc_seconds_total", TypeCounter, "Estimated processor time for collecting garbage."},
	{"/cpu/classes/user:cpu-seconds", "go_cpu_user_seconds_total", TypeCounter, "Estimated processor time for the program's own code."},
}

// Runtime writes metrics of Go's runtime.
func (p *Page) Runtime() {
	samples := make([]metrics.Sample, len(runtimeFamilies))
	for i, f := range runtimeFamilies {
		samples[i].Name = f.source
	}
	metrics.Read(samples)
	for i, f := range runtimeFamilies {
		switch v := samples[i].Value; v.Kind() {
		case metrics.KindUint64:
			p.Only(f.name, f.t, f.help, float64(v.Uint64()))
		case metrics.KindFloat64:
			p.Only(f.name, f.t, f.help, v.Float64())
		}
	}
	p.Family("go_info", TypeGauge, "The version of Go that the program was built with.")
	p.Sample(1, "version", runtime.Version())
}
