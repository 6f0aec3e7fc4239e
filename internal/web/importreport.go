package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
	"pullquote/views/desk"
)

// linesPerPage is how many items a page of a report lists.
const linesPerPage = 100

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
		Head: f.head(f.locale.T("Import"), ""), Address: batchAddress(b.ID), Name: f.batchName(b), State: stateSentence(f.locale, b), Fault: b.Fault, Moving: b.State.Moving(),
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
	if b, err = f.nextStep(ctx, store, b, view); err != nil {
		return err
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

// nextStep adds to an import's page how the author may go on with it. It returns the
// import, with the counts of its rehearsal if it was rehearsed.
func (f frame) nextStep(ctx context.Context, store *sqlite.Store, b blog.Batch, view *desk.Batch) (blog.Batch, error) {
	switch {
	case b.State == blog.BatchRehearsed:
		inCopy, err := store.Batch(ctx, b.ID)
		if err != nil {
			return b, err
		}
		b.Counts, b.Rows = inCopy.Counts, inCopy.Rows
		if n := b.Counts[blog.ImportNew] + b.Counts[blog.ImportChanged]; n > 0 {
			view.Waits = f.locale.N(n, "Import %d post", "Import %d posts")
		} else {
			view.State = f.locale.T("There is nothing in it that could be brought in.")
		}
	case b.State == blog.BatchFailed && b.Held && b.Rows > 0:
		view.Waits = f.locale.T("Go on with it")
	case b.State == blog.BatchFailed && b.Held:
		view.Waits = f.locale.T("Rehearse it again")
	}
	return b, nil
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
	return c.JSON(http.StatusOK, map[string]any{"moving": b.State.Moving(), "state": stateSentence(l, b), "share": share, "detail": detail})
}
