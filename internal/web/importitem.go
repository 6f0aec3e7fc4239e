package web

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
	"pullquote/views/desk"
)

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
