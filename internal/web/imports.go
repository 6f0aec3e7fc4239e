package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
	"pullquote/views/component"
	"pullquote/views/desk"
)

const (
	batchesShown = 50
	linesPerPage = 100
)

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

// stateOf describes an import's state for the list of imports, which does not show
// what the import would change.
func (f frame) stateOf(b blog.Batch) string {
	if b.State == blog.BatchRehearsed {
		return f.locale.T("It was rehearsed, and not brought in: nothing has changed.")
	}
	return f.locale.T(stateWords[b.State])
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

// faultsOf converts an error to a form's faults.
func faultsOf(l *i18n.Locale, err error) (faults component.Faults) {
	for _, f := range blog.Faults(err) {
		faults = append(faults, component.Fault{Field: f.Field, Message: l.Sentence(f)})
	}
	return faults
}

// batch returns the import of the :id of a path.
func (s *server) batch(c echo.Context) (blog.Batch, error) {
	id, err := strconv.ParseInt(param(c, "id"), 10, 64)
	if err != nil {
		return blog.Batch{}, &blog.Error{Kind: blog.NotFound, Message: "There is no such import."}
	}
	return s.store.Batch(c.Request().Context(), id)
}

// report handles GET /import/:id: the progress of an import, or its report.
func (s *server) report(c echo.Context, _ viewer) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view := desk.Batch{
		Head: f.head(f.locale.T("Import"), ""), Address: batchAddress(b.ID), Name: f.batchName(b), State: f.locale.T(stateWords[b.State]), Fault: b.Fault, Moving: b.State.Moving(),
		Discard: b.State == blog.BatchRehearsed || b.State == blog.BatchFailed && b.Rows == 0,
		Undo:    b.State == blog.BatchDone || b.State == blog.BatchFailed && b.Rows > 0,
	}
	if b.State == blog.BatchImporting && !b.Held {
		view.State = f.locale.T("It was begun on the command line, and is under way there or was cut short. The same archive can be imported again: what is in stays.")
		view.Moving, view.Undo = false, true
	}
	if view.Moving {
		view.Share, view.Detail = s.progressOf(f.locale, b)
		return s.render(c, http.StatusOK, view.View())
	}
	if err := s.lines(c, f, b, &view); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, view.View())
}

// lines adds the items of an import to its page.
func (s *server) lines(c echo.Context, f frame, b blog.Batch, view *desk.Batch) error {
	ctx := c.Request().Context()
	store, err := s.archives.held.Blog(ctx, b)
	if err != nil {
		view.Fault, view.State = f.locale.Sentence(blog.Faults(err)[0]), ""
		return nil
	}
	if b.State == blog.BatchRehearsed {
		inCopy, err := store.Batch(ctx, b.ID)
		if err != nil {
			return err
		}
		b.Counts, b.Rows = inCopy.Counts, inCopy.Rows
		if n := b.Counts[blog.ImportNew] + b.Counts[blog.ImportChanged]; n > 0 {
			view.Waits = f.locale.N(n, "Import %d post", "Import %d posts")
		} else {
			view.State = f.locale.T("There is nothing in it that could be brought in.")
		}
	} else if b.State == blog.BatchFailed && b.Held && b.Rows > 0 {
		view.Waits = f.locale.T("Go on with it")
	}
	hosts, err := store.BatchHosts(ctx, b.ID)
	if err != nil {
		return err
	}
	f.hosts(hosts, b, view)
	after, _ := strconv.Atoi(c.QueryParam("after")) // anything else starts at the first item
	filter := sqlite.LineFilter{Outcome: blog.Outcome(c.QueryParam("outcome")), Words: c.QueryParam("q"), After: after, Limit: linesPerPage}
	lines, more, err := store.ImportLines(ctx, b.ID, filter)
	if err != nil {
		return err
	}
	view.Outcome, view.Words = string(filter.Outcome), filter.Words
	view.Tabs = f.outcomeTabs(b, view.Address, filter)
	for _, l := range lines {
		view.Lines = append(view.Lines, f.batchLine(b, l))
	}
	if after > 0 {
		view.Newest = lineAddress(view.Address, filter, 0)
	}
	if more {
		view.More = lineAddress(view.Address, filter, lines[len(lines)-1].Number)
	}
	return nil
}

// The words for outcomes, marked for translation.
var _ = []string{
	i18n.Mark("new"), i18n.Mark("changed"), i18n.Mark("unchanged"), i18n.Mark("duplicate"), i18n.Mark("kept"), i18n.Mark("skipped"), i18n.Mark("rejected"),
}

// capital returns a word with an upper-case first letter.
func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// outcomeTabs returns a tab for the items of each outcome.
func (f frame) outcomeTabs(b blog.Batch, address string, filter sqlite.LineFilter) []desk.Tab {
	tabs := []desk.Tab{{Name: f.locale.T("All"), Address: address, Count: b.Rows, Current: filter.Outcome == ""}}
	for _, o := range blog.Outcomes {
		if n := b.Counts[o]; n > 0 {
			tabs = append(tabs, desk.Tab{Name: capital(f.locale.T(string(o))), Address: lineAddress(address, sqlite.LineFilter{Outcome: o}, 0), Count: n, Current: filter.Outcome == o})
		}
	}
	return tabs
}

func lineAddress(address string, f sqlite.LineFilter, after int) string {
	q := url.Values{}
	if f.Outcome != "" {
		q.Set("outcome", string(f.Outcome))
	}
	if f.Words != "" {
		q.Set("q", f.Words)
	}
	if after > 0 {
		q.Set("after", strconv.Itoa(after))
	}
	if len(q) == 0 {
		return address
	}
	return address + "?" + q.Encode()
}

func (f frame) batchLine(b blog.Batch, l blog.ImportLine) desk.BatchLine {
	line := desk.BatchLine{Number: l.Number, Title: blog.Excerpt(l.Title, 140), Origin: l.Origin, Outcome: string(l.Outcome), Notes: l.Notes}
	if line.Title == "" {
		line.Title = f.locale.T("Untitled")
	}
	switch {
	case l.PostID == 0:
	case b.State == blog.BatchRehearsed:
		line.Open = fmt.Sprintf("%s/%d", batchAddress(b.ID), l.Number)
	case l.Path != "":
		line.Open = blog.Href(l.Path)
	default:
		line.Open = action(l.PostID, "edit")
	}
	return line
}

// progressOf describes the progress of an import that is running.
func (s *server) progressOf(l *i18n.Locale, b blog.Batch) (share float64, detail string) {
	p, ok := s.archives.held.Progress(b.ID)
	if !ok {
		p = transfer.Progress{Rows: b.Rows, Done: b.Done, Total: b.Total}
	}
	if p.Total > 0 {
		share = float64(p.Done) / float64(p.Total)
	}
	detail = l.N(p.Rows, "%d item", "%d items")
	if rate := p.Rate(); rate >= 1 {
		detail += ", " + l.T("%d a second", int(rate))
	}
	if left := p.Left(); left >= time.Second {
		detail += ", " + l.T("about %s left", left.Round(time.Second).String())
	}
	return share, detail
}

// progress handles GET /import/:id/progress, which the page polls while an import
// is running.
func (s *server) progress(c echo.Context, _ viewer) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	l := s.locale(c)
	share, detail := s.progressOf(l, b)
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]any{"moving": b.State.Moving(), "state": l.T(stateWords[b.State]), "share": share, "detail": detail})
}

// importedItem handles GET /import/:id/:number: a preview of an item of a rehearsal.
func (s *server) importedItem(c echo.Context, _ viewer) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	store, err := s.archives.held.Blog(ctx, b)
	if err != nil {
		return err
	}
	number, _ := strconv.Atoi(param(c, "number"))
	lines, _, err := store.ImportLines(ctx, b.ID, sqlite.LineFilter{After: number - 1, Limit: 1})
	if err != nil {
		return err
	}
	if len(lines) == 0 || lines[0].Number != number || lines[0].PostID == 0 {
		return &blog.Error{Kind: blog.NotFound, Message: "There is no such item in this import."}
	}
	p, err := store.Post(ctx, lines[0].PostID)
	if err != nil {
		return err
	}
	raw, err := store.ImportRaw(ctx, lines[0].Key)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view := desk.Imported{
		Head: f.head(p.Name(), ""), Back: batchAddress(b.ID), Line: f.batchLine(b, lines[0]), Entry: f.draftEntry(&p), Facts: f.facts(p), Raw: rawText(raw),
	}
	view.Entry.Permalink, view.Entry.Alone = "", true
	return s.render(c, http.StatusOK, view.View())
}

// rawText returns the source of an item in its archive for display, empty if it is
// binary.
func rawText(raw []byte) string {
	const shown = 20_000
	text := strings.ToValidUTF8(string(raw[:min(len(raw), shown)]), "\uFFFD")
	if len(raw) > shown {
		text += "…"
	}
	if !utf8.Valid(raw) && strings.ContainsRune(text, 0) {
		return ""
	}
	return text
}

// facts lists what the view of an imported post does not show.
func (f frame) facts(p blog.Post) (facts []component.Fact) {
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, component.Fact{Name: name, Value: value})
		}
	}
	status := f.locale.T("Published")
	if p.Status == blog.Draft {
		status = f.locale.T("A draft: readers don’t see it")
	}
	add(f.locale.T("State"), status)
	add(f.locale.T("Address"), p.Path)
	add(f.locale.T("Source"), p.URL)
	add(f.locale.T("Via"), p.Via)
	add(f.locale.T("Date"), f.moment(p.Published).Shown)
	add(f.locale.T("As the archive spells it"), p.DateText)
	add(f.locale.T("Author"), p.Author.Name)
	add(f.locale.T("Tags"), blog.TagList(p.Tags))
	add(f.locale.T("Written in"), string(p.Format))
	return facts
}
