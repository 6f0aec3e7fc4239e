package raindrop

import (
	"io"
	"iter"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// Format reads Raindrop's CSV exports.
var Format = record.Format{Name: "raindrop", Detect: detect, Read: read}

// detect reports whether a file has a combination of columns that only Raindrop has.
// It varies over the years: folder and id were added late, and before note and
// excerpt there was a description.
func detect(_ string, head []byte) bool {
	header := record.Header(head)
	has := func(name string) bool { return slices.Contains(header, name) }
	if !has("url") {
		return false
	}
	own := 0
	for _, name := range []string{"note", "excerpt", "created", "cover", "highlights", "favorite"} {
		if has(name) {
			own++
		}
	}
	early := has("folder") && has("description") && has("tags") && has("created")
	return has("note") && (has("excerpt") || has("created")) || own >= 3 || early
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return record.RowItems(f, r, item)
}

// item makes the item of a row.
func item(origin string, row record.Row) (record.Item, error) {
	it := record.Item{
		Origin: origin, Raw: row.Raw, Title: record.Plain(row.Get("title")), Format: blog.Markdown, Status: blog.Draft,
		Source: blog.About{Description: row.Get("excerpt", "description"), Image: row.Get("cover")},
		Notes:  []string{"Raindrop does not say who may read it, so it is a draft."},
	}
	folder := strings.TrimSpace(row.Get("folder"))
	if strings.EqualFold(folder, "trash") {
		return record.Item{}, &record.Skip{Origin: origin, Title: it.Title, Reason: "It was in the trash."}
	}
	it.Tags = tags(row.Get("tags"), folder)
	body(&it, row)
	if err := identify(&it, row); err != nil {
		return record.Item{}, err
	}
	if it.Title == record.Plain(row.Get("url")) {
		it.Title = ""
	}
	date(&it, row)
	if strings.EqualFold(strings.TrimSpace(row.Get("favorite", "important")), "true") {
		it.Note("It was a favorite.")
	}
	return it, nil
}

// body assembles the body from the note, which is Markdown, and the passages.
func body(it *record.Item, row record.Row) {
	note := markup.LiteralTags(record.TrimBlankLines(strings.ReplaceAll(row.Get("note"), "\r\n", "\n")))
	var annotated, passages, notes []string // the passages with their notes, and both apart
	for _, h := range highlights(row.Get("highlights")) {
		md, captured := record.Quoted(h.text)
		annotated, passages, notes = append(annotated, md, h.note), append(passages, md), append(notes, h.note)
		it.Captured = append(it.Captured, captured...)
	}
	it.Body = record.Paragraphs(note, record.Paragraphs(annotated...))
	if swallows(it.Body, len(it.Captured)) {
		it.Body = record.Paragraphs(record.Paragraphs(passages...), note, record.Paragraphs(notes...))
		it.Note("In its note something stays open, code or a comment perhaps: the highlights stand before it.")
	}
	if !row.Has("note") && it.Source.Description != "" && !row.Has("excerpt") {
		it.Note("Its description was kept as the page's own; Raindrop had no other place for notes then.")
	}
}

// swallows reports whether passages are not shown as quotations, because something
// before them is not closed.
func swallows(body string, passages int) bool {
	if passages == 0 || !strings.Contains(body, "```") && !strings.Contains(body, "~~~") && !strings.Contains(body, "<") {
		return false
	}
	_, quotes := markup.Render(body, blog.Markdown)
	return len(quotes) < passages
}

// identify sets the item's address and key.
func identify(it *record.Item, row record.Row) error {
	id := strings.TrimSpace(row.Get("id"))
	if id != "" {
		it.Key = "raindrop:" + blog.Excerpt(id, 1000)
	}
	address, err := record.URL(row.Get("url"), nil)
	switch {
	case err == nil:
		if it.URL = address; id == "" {
			it.Key = "raindrop:" + address
		}
		return nil
	case it.Title == "" && it.Body == "":
		return &record.Skip{Origin: it.Origin, Reason: "It has no address that can be led to, and no words."}
	case id == "":
		it.Key = "raindrop:" + blog.Excerpt(row.Get("url"), 1000) + it.Title
	}
	it.Note("Its address can't be led to: %s", blog.Excerpt(row.Get("url"), 300))
	return nil
}

func date(it *record.Item, row record.Row) {
	it.DateText = blog.Excerpt(strings.TrimSpace(row.Get("created")), 60)
	var ok bool
	if it.Published, ok = record.Date(row.Get("created")); !ok && it.DateText != "" {
		it.Note("The date “%s” can't be right.", it.DateText)
	}
}

// tags returns tags as spelled, and the name of the innermost folder.
func tags(list, folder string) (out []string) {
	names := strings.Split(list, ",")
	names = names[:min(len(names), record.MaxTags)]
	if !strings.EqualFold(folder, "unsorted") {
		path := strings.Split(folder, " / ") // then a name may contain a slash
		if len(path) == 1 {
			path = strings.Split(folder, "/")
		}
		names = append(names, strings.ReplaceAll(path[len(path)-1], ",", " "))
	}
	for _, name := range names {
		name = record.Plain(name)
		if name != "" && !slices.ContainsFunc(out, func(t string) bool { return strings.EqualFold(t, name) }) {
			out = append(out, name)
		}
	}
	return out
}
