package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/transfer"
	"pullquote/views/component"
	"pullquote/views/desk"
)

// batchesShown is how many past imports are listed.
const batchesShown = 50

// imports handles GET /import: the form to upload an archive.
func (s *server) imports(c echo.Context, _ viewer) error {
	return s.importPage(c, http.StatusOK, nil)
}

func (s *server) importPage(c echo.Context, status int, faults component.Faults) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	batches, err := s.store.Batches(c.Request().Context(), batchesShown)
	if err != nil {
		return err
	}
	view := desk.Import{Head: f.head(f.locale.T("Import"), ""), Faults: faults, Notice: f.locale.T(importNotices[c.QueryParam("notice")])}
	for _, name := range transfer.Formats() {
		text := name
		if name == "auto" {
			text = f.locale.T("tell it by the contents")
		}
		view.Formats = append(view.Formats, component.Choice{Value: name, Text: text, Chosen: name == "auto"})
	}
	for _, b := range batches {
		view.Past = append(view.Past, desk.PastImport{
			Name: f.batchName(b), Open: batchAddress(b.ID), State: f.stateOf(b), When: f.moment(b.Started), Numbers: f.numbersOf(b.Counts),
		})
	}
	return s.render(c, status, view.View())
}

var importNotices = map[string]string{
	"discarded": i18n.Mark("The import was discarded; nothing was changed."),
}

func (f frame) batchName(b blog.Batch) string {
	if b.Source == "" {
		return f.locale.T("Import %s", strconv.FormatInt(b.ID, 10))
	}
	return blog.Excerpt(b.Source, 120)
}

func batchAddress(id int64) string { return fmt.Sprintf("/import/%d", id) }

// stateWords describe the state of an import.
var stateWords = map[blog.BatchState]string{
	blog.BatchWaiting:    i18n.Mark("The files are on their way."),
	blog.BatchRehearsing: i18n.Mark("It is being rehearsed on a copy of the blog. You may leave this page; it goes on."),
	blog.BatchRehearsed:  i18n.Mark("This is what would become of it. Nothing has changed yet."),
	blog.BatchImporting:  i18n.Mark("It is being brought in. You may leave this page; it goes on, after a restart, too."),
	blog.BatchDone:       i18n.Mark("It is in."),
	blog.BatchFailed:     i18n.Mark("It did not come to its end. What came in before is in."),
	blog.BatchUndoing:    i18n.Mark("It is being taken back."),
	blog.BatchUndone:     i18n.Mark("It was taken back."),
}

// stateSentence describes an import's state.
func stateSentence(l *i18n.Locale, b blog.Batch) string {
	if b.State == blog.BatchFailed && b.Rows == 0 {
		return l.T("It did not come to its end, and nothing came in.")
	}
	return l.T(stateWords[b.State])
}

// stateOf describes an import's state for the list of imports, which does not show
// what the import would change.
func (f frame) stateOf(b blog.Batch) string {
	if b.State == blog.BatchRehearsed {
		return f.locale.T("It was rehearsed, and not brought in: nothing has changed.")
	}
	return stateSentence(f.locale, b)
}

// numbersOf formats the number of items of each outcome.
func (f frame) numbersOf(counts map[blog.Outcome]int) string {
	var parts []string
	for _, o := range blog.Outcomes {
		if n := counts[o]; n > 0 {
			parts = append(parts, f.locale.Number(n)+" "+f.locale.T(string(o)))
		}
	}
	return strings.Join(parts, ", ")
}

// receiveArchive handles POST /import: the upload of an archive's files.
func (s *server) receiveArchive(c echo.Context, _ viewer) error {
	body := &awaited{ReadCloser: c.Request().Body}
	c.Request().Body = http.MaxBytesReader(c.Response(), body, s.limits.Upload)
	if !multipartForm(c.Request()) { // the form has no files if its sender had to sign in first
		return s.importPage(c, http.StatusUnprocessableEntity, faultsOf(s.locale(c), blog.Fault("files", "Choose the files of the archive first.")))
	}
	form, err := c.Request().MultipartReader()
	if err != nil {
		return &blog.Error{Kind: blog.Invalid, Message: "The form arrived damaged, so nothing was imported. Go back and send it again.", Err: err}
	}
	u := &upload{body: body, form: form, fields: url.Values{}, left: maxFields, control: http.NewResponseController(c.Response()), pause: s.limits.Pause, now: s.now}
	id, err := s.archives.held.Receive(c.Request().Context(), u.next, u.options)
	if body.late {
		allowLateAnswer(c)
	}
	if faults := faultsOf(s.locale(c), err); len(faults) > 0 {
		_, _ = io.CopyN(io.Discard, c.Request().Body, drained)
		status, _ := problem(nil, err)
		return s.importPage(c, status, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, batchAddress(id))
}

// batch returns the import of the :id of a path.
func (s *server) batch(c echo.Context) (blog.Batch, error) {
	id, err := strconv.ParseInt(param(c, "id"), 10, 64)
	if err != nil {
		return blog.Batch{}, &blog.Error{Kind: blog.NotFound, Message: "There is no such import."}
	}
	return s.store.Batch(c.Request().Context(), id)
}
