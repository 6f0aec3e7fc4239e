package metrics

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAPageIsWhatPrometheusReads(t *testing.T) {
	var p Page
	p.Family("posts_total", TypeCounter, "Posts,\nof all kinds \\ ages.")
	p.Sample(3, "kind", "link")
	p.Sample(1.5, "kind", `a "quoted" \ `+"\n", "status", "2xx")
	p.Only("up", TypeGauge, "Whether it is.", 1e9)
	h := NewHistogram(time.Millisecond, time.Second)
	for _, d := range []time.Duration{0, time.Millisecond, time.Millisecond + 1, time.Second, time.Hour} {
		h.Observe(d)
	}
	p.Family("took_seconds", TypeHistogram, "How long.")
	p.Histogram(h, "kind", "post")
	want := `# HELP posts_total Posts,\nof all kinds \\ ages.
# TYPE posts_total counter
posts_total{kind="link"} 3
posts_total{kind="a \"quoted\" \\ \n",status="2xx"} 1.5
# HELP up Whether it is.
# TYPE up gauge
up 1e+09
# HELP took_seconds How long.
# TYPE took_seconds histogram
took_seconds_bucket{kind="post",le="0.001"} 2
took_seconds_bucket{kind="post",le="1"} 4
took_seconds_bucket{kind="post",le="+Inf"} 5
took_seconds_sum{kind="post"} 3601.002000001
took_seconds_count{kind="post"} 5
`
	if got := string(p.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAHistogramCountsEachOnceAndAllocatesNothing(t *testing.T) {
	h := NewHistogram(time.Millisecond, time.Second)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 1000 {
				h.Observe(2 * time.Millisecond)
			}
		})
	}
	all.Wait()
	if counts, sum := h.read(); counts[0] != 0 || counts[1] != 4000 || counts[2] != 0 || sum != 8*time.Second {
		t.Errorf("counts %v, sum %s", counts, sum)
	}
	if n := testing.AllocsPerRun(100, func() { h.Observe(time.Minute) }); n != 0 {
		t.Errorf("counting allocates %v times", n)
	}
}

func TestTheProgramsOwnFiguresMakeSense(t *testing.T) {
	var p Page
	p.Runtime()
	p.Process(time.Unix(1_000_000, 0))
	for _, want := range []string{"\ngo_goroutines ", "\ngo_gc_heap_live_bytes ", "\nprocess_start_time_seconds 1e+06\n", `go_info{version="go1`} {
		if !strings.Contains(string(p.Bytes()), want) {
			t.Errorf("the page lacks %q:\n%s", want, p.Bytes())
		}
	}
	if rss, ok := residentBytes(); ok && (rss < 1<<20 || rss > 1<<40) {
		t.Errorf("the program holds %d bytes", rss)
	}
}
