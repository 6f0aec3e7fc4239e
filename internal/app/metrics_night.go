package app

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/metrics"
	"pullquote/internal/sqlite"
)

// writeNights writes metrics of nightly backups and exports. Those that were never made
// are left out.
func (a *App) writeNights(ctx context.Context, p *metrics.Page) {
	backup, err := a.Store.BackupState(ctx)
	if err != nil {
		a.log.WarnContext(ctx, "metrics lack the nightly backup", "err", err)
	} else if !backup.Done.IsZero() {
		n := nightly{p, "pullquote_nightly_backup", "nightly backup"}
		n.job(backup.JobState, backup.Bytes)
		n.gauge("_kept", "Nightly backups that are kept.", float64(backup.Kept))
	}
	export, err := a.Store.NightlyState(ctx)
	if err != nil {
		a.log.WarnContext(ctx, "metrics lack the nightly export", "err", err)
	} else if !export.Done.IsZero() {
		n := nightly{p, "pullquote_nightly_export", "nightly export"}
		n.job(export.JobState, export.Bytes)
	}
}

// nightly writes metrics of a nightly job.
type nightly struct {
	page   *metrics.Page
	prefix string // of the names of its families
	what   string // its name in help texts
}

func (n nightly) gauge(name, help string, value float64) {
	n.page.Only(n.prefix+name, metrics.TypeGauge, help, value)
}

// moment writes a time, unless it is zero.
func (n nightly) moment(name, help string, at time.Time) {
	if !at.IsZero() {
		n.gauge(name, help+", in seconds of Unix time.", float64(at.Unix()))
	}
}

// job writes when the job was last done, whether it failed then, and duration and
// size of its last success.
func (n nightly) job(state blog.JobState, bytes int64) {
	n.moment("_timestamp_seconds", "When the "+n.what+" was last done", state.Done)
	n.moment("_success_timestamp_seconds", "When the "+n.what+" last went well", state.Good)
	n.moment("_failure_timestamp_seconds", "When the "+n.what+" last failed", state.Bad)
	failed := 0.0
	if state.Fault != "" {
		failed = 1
	}
	n.gauge("_failed", "1 if it failed that time.", failed)
	if !state.Good.IsZero() {
		n.gauge("_duration_seconds", "How long the last "+n.what+" took that went well.", state.Took.Seconds())
		n.gauge("_bytes", "Size of the last "+n.what+" that went well.", float64(bytes))
	}
}

// writeCheck writes metrics of the nightly check of the database.
func writeCheck(p *metrics.Page, store *sqlite.Store) {
	damaged := 0.0
	if store.Damaged() {
		damaged = 1
	}
	p.Only("pullquote_database_damaged", metrics.TypeGauge, "1 if the database is known to be damaged.", damaged)
	if state := store.CheckState(); !state.Done.IsZero() {
		p.Only("pullquote_database_check_timestamp_seconds", metrics.TypeGauge, "When the database was last checked, in seconds of Unix time.", float64(state.Done.Unix()))
		p.Only("pullquote_database_check_duration_seconds", metrics.TypeGauge, "How long that took, with its pauses.", state.Took.Seconds())
	}
}
