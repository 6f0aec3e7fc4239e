package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/night"
	"pullquote/internal/transfer"
	"pullquote/views/component"
	"pullquote/views/desk"
)

// exportWords are the name and the description of each format.
var exportWords = map[string][2]string{
	"frontmatter": {i18n.Mark("Markdown files"), i18n.Mark("A zip with a file for each post, as Jekyll, Hugo and others read them, and the pictures. Nothing is lost: imported again, it is the same blog. What came from an archive and was not changed goes out as it came in.")},
	"json":        {i18n.Mark("One JSON document"), i18n.Mark("Everything that is known of every post, with quotes, sources, former addresses and what the archives said. A schema lies beside it when it is written by the command line.")},
	"wxr":         {i18n.Mark("WordPress"), i18n.Mark("An export file that the importer of WordPress reads.")},
	"netscape":    {i18n.Mark("Bookmarks"), i18n.Mark("A file of bookmarks that browsers, Pinboard, Shaarli and linkding read.")},
	"pinboard":    {i18n.Mark("Pinboard"), i18n.Mark("Pinboard’s JSON.")},
	"site":        {i18n.Mark("The site"), i18n.Mark("A zip with the public blog as plain files, for any web server, with a search that needs none.")},
}

// exports handles GET /export: the formats to export in, and the settings of the
// nightly export and of backups.
func (s *server) exports(c echo.Context, _ viewer) error {
	settings, err := s.store.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	return s.exportPage(c, http.StatusOK, settings, nil)
}

func (s *server) exportPage(c echo.Context, status int, settings blog.Settings, faults component.Faults) error {
	nightly := settings.Nightly
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	state, err := s.store.NightlyState(c.Request().Context())
	if err != nil {
		return err
	}
	view := desk.Export{Head: f.head(f.locale.T("Export"), ""), Faults: faults, Folder: nightly.Folder, Git: nightly.Git, Hour: night.ExportHour}
	if c.QueryParam("notice") == "saved" {
		view.Notice = f.locale.T("Saved.")
	}
	for _, format := range blog.ExportFormats {
		words := [2]string{f.locale.T(exportWords[format][0]), f.locale.T(exportWords[format][1])}
		view.Downloads = append(view.Downloads, desk.Download{Name: words[0], Address: "/export/" + format, About: words[1]})
		view.Formats = append(view.Formats, component.Choice{Value: format, Text: words[0], Chosen: format == nightly.Format})
	}
	if !state.Done.IsZero() {
		view.Last, view.LastFault = f.locale.N(state.Posts, "Last done %s, with %d post.", "Last done %s, with %d posts.", f.moment(state.Done).Shown, state.Posts), state.Fault
		if state.Fault != "" {
			view.Last = f.locale.T("Last tried %s.", f.moment(state.Done).Shown)
		}
	}
	if view.Backups, err = s.backupsView(c, f, settings.Backups); err != nil {
		return err
	}
	return s.render(c, status, view.View())
}

// saveNightlyExport handles POST /export: the settings of the nightly export.
func (s *server) saveNightlyExport(c echo.Context, _ viewer) error {
	form, err := postForm(c)
	if err != nil {
		return err
	}
	nightly := blog.Nightly{
		Folder: strings.TrimSpace(form.Get("nightly_folder")), Format: form.Get("nightly_format"), Git: form.Get("nightly_git") != "",
	}
	wrong := nightly.Validate()
	if nightly.Folder != "" && len(wrong) == 0 {
		wrong = atField("nightly_folder", transfer.TryFolder(s.archives.data, nightly.Folder, nightly.Format))
	}
	return s.saveNightlySettings(c, wrong, func(v *blog.Settings) { v.Nightly = nightly })
}

// atField attributes an error to a field of the form.
func atField(field string, err error) []error {
	if e, ok := errors.AsType[*blog.Error](err); ok {
		own := *e
		own.Kind, own.Field = blog.Invalid, field
		return []error{&own}
	}
	if err != nil {
		return []error{err}
	}
	return nil
}

// saveNightlySettings saves a change to the settings of nightly work, or renders the form
// again with what is wrong with it.
func (s *server) saveNightlySettings(c echo.Context, wrong []error, change func(*blog.Settings)) error {
	ctx := c.Request().Context()
	if len(wrong) == 0 {
		_, err := s.store.ChangeSettings(ctx, func(v *blog.Settings) error {
			change(v)
			return nil
		})
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/export?notice=saved")
	}
	settings, err := s.store.Settings(ctx)
	if err != nil {
		return err
	}
	change(&settings)
	var faults component.Faults
	for _, fault := range wrong {
		faults = append(faults, faultsOf(s.locale(c), fault)...)
	}
	return s.exportPage(c, http.StatusUnprocessableEntity, settings, faults)
}

// download handles GET /export/:format: the blog in that format. It is streamed; if
// writing fails midway, the connection is aborted, so that a partial download can't
// be mistaken for a complete one.
func (s *server) download(c echo.Context, _ viewer) error {
	format := param(c, "format")
	name, kind, ok := transfer.Download(format)
	if !ok {
		return &blog.Error{Kind: blog.NotFound, Message: "There is no such format to export in."}
	}
	h := c.Response().Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Cache-Control", "no-store")
	out := &patient{w: c.Response(), control: http.NewResponseController(c.Response()), pause: s.limits.Pause, now: s.now}
	if _, err := s.archives.exporter.To(c.Request().Context(), format, out); err != nil {
		if !c.Response().Committed {
			for _, key := range []string{"Content-Type", "Content-Disposition"} {
				h.Del(key)
			}
			return err
		}
		s.logFailure(c, http.StatusInternalServerError, err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// patient extends a download's write deadline as long as it makes progress.
type patient struct {
	w       io.Writer
	control *http.ResponseController
	pause   time.Duration // how long a write may stall before the download is aborted
	now     func() time.Time
}

// Write implements io.Writer.
func (p *patient) Write(data []byte) (int, error) {
	_ = p.control.SetWriteDeadline(p.now().Add(p.pause)) // on failure the deadline of an ordinary page remains
	return p.w.Write(data)
}
