package web

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/night"
	"pullquote/views/desk"
)

// backupsView returns the part of the Export page that is about backups.
func (s *server) backupsView(c echo.Context, f frame, b blog.Backups) (desk.Backups, error) {
	state, err := s.store.BackupState(c.Request().Context())
	if err != nil {
		return desk.Backups{}, err
	}
	if b == (blog.Backups{}) {
		b = blog.DefaultBackups()
	}
	view := desk.Backups{Folder: b.Folder, Days: strconv.Itoa(b.Days), Weeks: strconv.Itoa(b.Weeks), Months: strconv.Itoa(b.Months), Fault: state.Fault, Hour: night.BackupHour}
	if !state.Good.IsZero() {
		view.Last = f.locale.N(state.Kept, "Last done %s: %s, %s. %d backup is kept.", "Last done %s: %s, %s. %d backups are kept.",
			f.moment(state.Good).Shown, state.File, sizeIn(f.locale, state.Bytes), state.Kept)
	}
	if state.Fault != "" {
		view.Tried = f.locale.T("Last tried %s.", f.moment(state.Done).Shown)
	}
	return view, nil
}

// sizeIn formats a number of bytes.
func sizeIn(l *i18n.Locale, bytes int64) string {
	if bytes >= 1<<20 {
		return l.T("%.1f MB", float64(bytes)/(1<<20))
	}
	return l.T("%.0f kB", float64(bytes)/(1<<10))
}

// saveBackups handles POST /export/backup: where a copy of the blog is saved each
// night, and which copies are kept.
func (s *server) saveBackups(c echo.Context, _ viewer) error {
	form, err := postForm(c)
	if err != nil {
		return err
	}
	b := blog.Backups{Folder: strings.TrimSpace(form.Get("backup_folder"))}
	for field, to := range map[string]*int{"backup_days": &b.Days, "backup_weeks": &b.Weeks, "backup_months": &b.Months} {
		if *to, err = strconv.Atoi(strings.TrimSpace(form.Get(field))); err != nil {
			*to = -1 // for which Validate returns an error
		}
	}
	wrong := b.Validate()
	if b.Folder != "" && len(wrong) == 0 {
		wrong = atField("backup_folder", backup.TryFolder(s.archives.data, b.Folder))
	}
	return s.saveNightlySettings(c, wrong, func(v *blog.Settings) { v.Backups = b })
}
