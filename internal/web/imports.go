package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
	"pullquote/views/component"
	"pullquote/views/desk"
)

const (
	batchesShown = 50
	linesPerPage = 100
)

// imports handles GET /import: where an archive is handed in.
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
	view := desk.Import{Head: f.head("Import", ""), Faults: faults, Notice: importNotices[c.QueryParam("notice")]}
	for _, name := range transfer.Formats() {
		text := name
		if name == "auto" {
			text = "tell it by the contents"
		}
		view.Formats = append(view.Formats, component.Choice{Value: name, Text: text, Chosen: name == "auto"})
	}
	for _, b := range batches {
		view.Past = append(view.Past, desk.PastImport{
			Name: batchName(b), Open: batchAddress(b.ID), State: stateWords[b.State], When: f.moment(b.Started), Numbers: numbersOf(b.Counts),
		})
	}
	return s.render(c, status, view.View())
}

var importNotices = map[string]string{
	"discarded": "The import was discarded; nothing was changed.",
}

func batchName(b blog.Batch) string {
	if b.Source == "" {
		return fmt.Sprintf("Import %d", b.ID)
	}
	return blog.Excerpt(b.Source, 120)
}

func batchAddress(id int64) string { return fmt.Sprintf("/import/%d", id) }

// stateWords say how far an import is.
var stateWords = map[blog.BatchState]string{
	blog.BatchWaiting:    "The files are on their way.",
	blog.BatchRehearsing: "It is being rehearsed on a copy of the blog. You may leave this page; it goes on.",
	blog.BatchRehearsed:  "This is what would become of it. Nothing has changed yet.",
	blog.BatchImporting:  "It is being brought in. You may leave this page; it goes on, after a restart, too.",
	blog.BatchDone:       "It is in.",
	blog.BatchFailed:     "It did not come to its end. What came in before is in.",
	blog.BatchUndoing:    "It is being taken back.",
	blog.BatchUndone:     "It was taken back.",
}

// numbersOf says how many items became what.
func numbersOf(counts map[blog.Outcome]int) string {
	var parts []string
	for _, o := range blog.Outcomes {
		if n := counts[o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	return strings.Join(parts, ", ")
}

// receive handles POST /import: the files of an archive.
func (s *server) receive(c echo.Context, _ viewer) error {
	form, err := c.Request().MultipartReader()
	if err != nil {
		return &blog.Error{Kind: blog.Invalid, Message: "The form arrived damaged, so nothing was imported. Go back and send it again.", Err: err}
	}
	u := &upload{form: form, fields: url.Values{}, control: http.NewResponseController(c.Response()), now: s.now}
	id, err := s.held.Receive(c.Request().Context(), u.next, u.options)
	if faults := faultsOf(err); len(faults) > 0 {
		_, _ = io.CopyN(io.Discard, c.Request().Body, drained)
		status, _ := problem(nil, err)
		return s.importPage(c, status, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, batchAddress(id))
}

// faultsOf gives what a form shows of an error.
func faultsOf(err error) (faults component.Faults) {
	for _, f := range blog.Faults(err) {
		faults = append(faults, component.Fault{Field: f.Field, Message: f.Sentence()})
	}
	return faults
}

// batch reads the :id of an import's path.
func (s *server) batch(c echo.Context) (blog.Batch, error) {
	id, err := strconv.ParseInt(param(c, "id"), 10, 64)
	if err != nil {
		return blog.Batch{}, &blog.Error{Kind: blog.NotFound, Message: "There is no such import."}
	}
	return s.store.Batch(c.Request().Context(), id)
}

// report handles GET /import/:id: how far an import is, or what it came to.
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
		Head: f.head("Import", ""), Address: batchAddress(b.ID), Name: batchName(b), State: stateWords[b.State], Fault: b.Fault, Moving: b.State.Moving(),
		Discard: b.State == blog.BatchRehearsed || b.State == blog.BatchFailed && b.Rows == 0,
		Undo:    b.State == blog.BatchDone || b.State == blog.BatchFailed && b.Rows > 0,
	}
	if b.State == blog.BatchImporting && !b.Held {
		view.State, view.Moving, view.Undo = "It was begun on the command line, and is under way there or was cut short. The same archive can be imported again: what is in stays.", false, true
	}
	if view.Moving {
		view.Share, view.Detail = s.progressOf(b)
		return s.render(c, http.StatusOK, view.View())
	}
	if err := s.lines(c, b, &view); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, view.View())
}

// lines fills in the report.
func (s *server) lines(c echo.Context, b blog.Batch, view *desk.Batch) error {
	ctx := c.Request().Context()
	store, err := s.held.Blog(ctx, b)
	if err != nil {
		view.Fault, view.State = blog.Faults(err)[0].Sentence(), ""
		return nil
	}
	if b.State == blog.BatchRehearsed {
		inCopy, err := store.Batch(ctx, b.ID)
		if err != nil {
			return err
		}
		b.Counts, b.Rows = inCopy.Counts, inCopy.Rows
		if n := b.Counts[blog.ImportNew] + b.Counts[blog.ImportChanged]; n > 0 {
			view.Waits = fmt.Sprintf("Import %d %s", n, plural(n, "post", "posts"))
		} else {
			view.State = "There is nothing in it that could be brought in."
		}
	} else if b.State == blog.BatchFailed && b.Held && b.Rows > 0 {
		view.Waits = "Go on with it"
	}
	after, _ := strconv.Atoi(c.QueryParam("after")) // anything else begins at the beginning
	filter := sqlite.LineFilter{Outcome: blog.Outcome(c.QueryParam("outcome")), Words: c.QueryParam("q"), After: after, Limit: linesPerPage}
	lines, more, err := store.ImportLines(ctx, b.ID, filter)
	if err != nil {
		return err
	}
	view.Outcome, view.Words = string(filter.Outcome), filter.Words
	view.Tabs = outcomeTabs(b, view.Address, filter)
	for _, l := range lines {
		view.Lines = append(view.Lines, batchLine(b, l))
	}
	if after > 0 {
		view.Newest = lineAddress(view.Address, filter, 0)
	}
	if more {
		view.More = lineAddress(view.Address, filter, lines[len(lines)-1].Number)
	}
	return nil
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// outcomeTabs lead to the items of each outcome.
func outcomeTabs(b blog.Batch, address string, f sqlite.LineFilter) []desk.Tab {
	tabs := []desk.Tab{{Name: "All", Address: address, Count: b.Rows, Current: f.Outcome == ""}}
	for _, o := range blog.Outcomes {
		if n := b.Counts[o]; n > 0 {
			tabs = append(tabs, desk.Tab{Name: strings.ToUpper(string(o[:1])) + string(o[1:]), Address: lineAddress(address, sqlite.LineFilter{Outcome: o}, 0), Count: n, Current: f.Outcome == o})
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

func batchLine(b blog.Batch, l blog.ImportLine) desk.BatchLine {
	line := desk.BatchLine{Number: l.Number, Title: blog.Excerpt(l.Title, 140), Origin: l.Origin, Outcome: string(l.Outcome), Notes: l.Notes}
	if line.Title == "" {
		line.Title = "Untitled"
	}
	switch {
	case l.PostID == 0:
	case b.State == blog.BatchRehearsed:
		line.Open = fmt.Sprintf("%s/%d", batchAddress(b.ID), l.Number)
	case l.Path != "":
		line.Open = href(l.Path)
	default:
		line.Open = action(l.PostID, "edit")
	}
	return line
}

// progressOf says how far an import is that is under way.
func (s *server) progressOf(b blog.Batch) (share float64, detail string) {
	p, ok := s.held.Progress(b.ID)
	if !ok {
		p = transfer.Progress{Rows: b.Rows, Done: b.Done, Total: b.Total}
	}
	if p.Total > 0 {
		share = float64(p.Done) / float64(p.Total)
	}
	detail = fmt.Sprintf("%d %s", p.Rows, plural(p.Rows, "item", "items"))
	if rate := p.Rate(); rate >= 1 {
		detail += fmt.Sprintf(", %.0f a second", rate)
	}
	if left := p.Left(); left >= time.Second {
		detail += ", about " + left.Round(time.Second).String() + " left"
	}
	return share, detail
}

// progress handles GET /import/:id/progress, which the page asks for while an
// import is under way.
func (s *server) progress(c echo.Context, _ viewer) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	share, detail := s.progressOf(b)
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]any{"moving": b.State.Moving(), "state": stateWords[b.State], "share": share, "detail": detail})
}

// imported handles GET /import/:id/:number: an item of a rehearsal as it will
// look.
func (s *server) imported(c echo.Context, _ viewer) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	store, err := s.held.Blog(ctx, b)
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
		Head: f.head(p.Name(), ""), Back: batchAddress(b.ID), Line: batchLine(b, lines[0]), Entry: f.draftEntry(&p), Facts: f.facts(p), Raw: rawText(raw),
	}
	view.Entry.Permalink, view.Entry.Alone = "", true
	return s.render(c, http.StatusOK, view.View())
}

// rawText shows an item as it stands in its archive, as far as it is text.
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

// facts tell what can't be seen of an imported post.
func (f frame) facts(p blog.Post) (facts []component.Fact) {
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, component.Fact{Name: name, Value: value})
		}
	}
	status := "Published"
	if p.Status == blog.Draft {
		status = "A draft: readers don’t see it"
	}
	add("State", status)
	add("Address", p.Path)
	add("Source", p.URL)
	add("Via", p.Via)
	add("Date", f.moment(p.Published).Shown)
	add("As the archive spells it", p.DateText)
	add("Author", p.Author.Name)
	add("Tags", blog.TagList(p.Tags))
	add("Written in", string(p.Format))
	return facts
}
