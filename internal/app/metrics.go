package app

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"pullquote/internal/listen"
	"pullquote/internal/metrics"
	"pullquote/internal/web"
)

// metrics returns all metrics, which docs/operations.md describes.
func (a *App) metrics(ctx context.Context, site *web.Site, connections *listen.Listener) []byte {
	var p metrics.Page
	a.seen.writeRequests(&p)
	writeSite(&p, site)
	writeConnections(&p, connections.Stats())
	a.writeDatabase(&p)
	a.writeJobs(ctx, &p)
	writeCheck(&p, a.Store)
	if a.certs != nil {
		writeCertificates(&p, a.certs.Ends())
	}
	wrong, slowed := a.Auth.Failures()
	p.Family("pullquote_sign_ins_failed_total", metrics.TypeCounter, "Sign-ins that failed: with a wrong user name or password, or slowed down before anything was compared.")
	p.Sample(float64(wrong), "reason", "wrong")
	p.Sample(float64(slowed), "reason", "slowed")
	version, rest, _ := strings.Cut(Version(), " (")
	commit, _, _ := strings.Cut(rest, ",")
	p.Family("pullquote_build_info", metrics.TypeGauge, "What is running.")
	p.Sample(1, "version", version, "commit", commit)
	p.Runtime()
	p.Process(a.seen.begun)
	return p.Bytes()
}

// writeRequests writes metrics of requests. Kinds of pages and classes of status that
// have not occurred are left out.
func (o *observed) writeRequests(p *metrics.Page) {
	kinds := make([]web.Kind, 0, web.Kinds)
	p.Family("pullquote_http_requests_total", metrics.TypeCounter, "Requests answered, by kind of page and class of status.")
	for kind := range web.Kinds {
		for class, name := range classes {
			if n := o.requests[kind][class].Load(); n > 0 {
				p.Sample(float64(n), "kind", kind.String(), "status", name)
				if !slices.Contains(kinds, kind) {
					kinds = append(kinds, kind)
				}
			}
		}
	}
	p.Family("pullquote_http_response_bytes_total", metrics.TypeCounter, "Bytes of bodies sent, by kind of page.")
	for _, kind := range kinds {
		p.Sample(float64(o.bytes[kind].Load()), "kind", kind.String())
	}
	p.Family("pullquote_http_request_duration_seconds", metrics.TypeHistogram, "From a request's headers read to its answer written, by kind of page.")
	for _, kind := range kinds {
		p.Histogram(o.took[kind], "kind", kind.String())
	}
	p.Only("pullquote_http_requests_from_cache_total", metrics.TypeCounter, "Requests answered with bytes that were finished before.", float64(o.cached.Load()))
	p.Only("pullquote_http_requests_in_flight", metrics.TypeGauge, "Requests under way.", float64(o.inFlight.Load()))
}

// writeSite writes metrics of the caches, and of requests that limits have refused.
func writeSite(p *metrics.Page, site *web.Site) {
	refused := site.Refused()
	p.Family("pullquote_limit_refused_total", metrics.TypeCounter, "Requests turned away because too many of their kind were under way.")
	for _, name := range slices.Sorted(maps.Keys(refused)) {
		p.Sample(float64(refused[name]), "limit", name)
	}
	caches := site.Caches()
	names := slices.Sorted(maps.Keys(caches))
	for _, f := range []struct {
		name, help string
		t          metrics.Type
		value      func(web.CacheStats) float64
	}{
		{"pullquote_cache_hits_total", "What was asked for and held.", metrics.TypeCounter, func(s web.CacheStats) float64 { return float64(s.Hits) }},
		{"pullquote_cache_misses_total", "What was asked for and had to be made.", metrics.TypeCounter, func(s web.CacheStats) float64 { return float64(s.Misses) }},
		{"pullquote_cache_entries", "What is held.", metrics.TypeGauge, func(s web.CacheStats) float64 { return float64(s.Entries) }},
		{"pullquote_cache_bytes", "Memory of what is held.", metrics.TypeGauge, func(s web.CacheStats) float64 { return float64(s.Bytes) }},
	} {
		p.Family(f.name, f.t, f.help)
		for _, name := range names {
			p.Sample(f.value(caches[name]), "cache", name)
		}
	}
}

// writeConnections writes metrics of connections.
func writeConnections(p *metrics.Page, s listen.Stats) {
	p.Only("pullquote_connections", metrics.TypeGauge, "Connections that are open.", float64(s.Open))
	p.Only("pullquote_connections_max", metrics.TypeGauge, "Connections that may be open.", float64(s.Most))
	p.Only("pullquote_connections_accepted_total", metrics.TypeCounter, "Connections that got a place.", float64(s.Accepted))
	p.Only("pullquote_connections_refused_total", metrics.TypeCounter, "Connections for which there was no place.", float64(s.Refused))
	p.Only("pullquote_connections_shown_out_total", metrics.TypeCounter, "Idle or slow connections that were closed to make room.", float64(s.ShownOut))
}

// writeDatabase writes the database's size and metrics of its write transactions.
func (a *App) writeDatabase(p *metrics.Page) {
	p.Family("pullquote_database_bytes", metrics.TypeGauge, "Size of the database's files.")
	for _, file := range []struct{ name, ending string }{{"database", ""}, {"wal", "-wal"}} {
		if info, err := os.Stat(a.config.database() + file.ending); err == nil {
			p.Sample(float64(info.Size()), "file", file.name)
		}
	}
	p.Family("pullquote_database_write_duration_seconds", metrics.TypeHistogram, "Transactions that write, with the wait for their turn.")
	p.Histogram(a.seen.wrote)
	p.Only("pullquote_database_writes_failed_total", metrics.TypeCounter, "Transactions that were to write and did not; among them those that were given up for a fault in what was handed in.", float64(a.seen.wroteFailed.Load()))
	p.Only("pullquote_database_busy_total", metrics.TypeCounter, "Transactions that failed because another program held the database.", float64(a.seen.wroteBusy.Load()))
}

// writeCertificates writes when certificates end, by domain.
func writeCertificates(p *metrics.Page, ends map[string]time.Time) {
	p.Family("pullquote_certificate_end_timestamp_seconds", metrics.TypeGauge, "When the certificates end that readers have got since the start, in seconds of Unix time.")
	for _, domain := range slices.Sorted(maps.Keys(ends)) {
		p.Sample(float64(ends[domain].Unix()), "domain", domain)
	}
}

// writeJobs writes metrics of background jobs. Those that can't be read are left out,
// and that is logged.
func (a *App) writeJobs(ctx context.Context, p *metrics.Page) {
	batches, err := a.Store.HeldBatches(ctx)
	if err != nil {
		a.log.WarnContext(ctx, "metrics lack the imports", "err", err)
	} else {
		states := map[string]int{}
		for _, b := range batches {
			states[string(b.State)]++
		}
		p.Family("pullquote_imports", metrics.TypeGauge, "Imports that are under way or wait for a word, by state.")
		for _, state := range slices.Sorted(maps.Keys(states)) {
			p.Sample(float64(states[state]), "state", state)
		}
	}
	a.writeNights(ctx, p)
}
