package raindrop

import (
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format is the format of Raindrop's CSV exports.
var Format = record.Format{Name: "raindrop", Detect: detect, Read: read}

func detect(_ string, head []byte) bool {
	header := record.Header(head)
	return slices.Contains(header, "url") && slices.Contains(header, "note") && (slices.Contains(header, "excerpt") || slices.Contains(header, "created"))
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		for row, err := range record.Rows(record.Text(r)) {
			origin := fmt.Sprintf("%s, line %d", f.Name, row.Line)
			var it record.Item
			if err != nil {
				err = &record.RowError{Origin: origin, Err: err}
			} else {
				it, err = item(origin, row)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// item makes the item of a row.
func item(origin string, row record.Row) (record.Item, error) {
	it := record.Item{
		Origin: origin, Raw: row.Raw, Title: record.Plain(row.Get("title")), Format: blog.Markdown, Status: blog.Draft, DateText: blog.Excerpt(row.Get("created"), 60),
		Source: blog.About{Description: row.Get("excerpt"), Image: row.Get("cover")},
		Notes:  []string{"Raindrop does not say who may read it, so it is a draft."},
	}
	folder := strings.TrimSpace(row.Get("folder"))
	if strings.EqualFold(folder, "trash") {
		return record.Item{}, &record.Skip{Origin: origin, Title: it.Title, Reason: "It was in the trash."}
	}
	it.Tags = tags(row.Get("tags"), folder)
	it.Body = strings.TrimSpace(strings.ReplaceAll(row.Get("note"), "\r\n", "\n"))
	for _, h := range highlights(row.Get("highlights")) {
		md, captured := record.Quoted(h.text)
		it.Body = record.Paragraphs(it.Body, md, h.note)
		it.Captured = append(it.Captured, captured...)
	}
	address, err := record.URL(row.Get("url"), nil)
	switch id := strings.TrimSpace(row.Get("id")); {
	case err == nil:
		it.URL = address
		if it.Key = "raindrop:" + address; id != "" {
			it.Key = "raindrop:" + id
		}
	case it.Title == "" && it.Body == "":
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address that can be led to, and no words."}
	default:
		it.Key = "raindrop:" + id + blog.Excerpt(row.Get("url"), 1000) + it.Title
		it.Notes = append(it.Notes, "Its address can't be led to: "+blog.Excerpt(row.Get("url"), 300))
	}
	if it.Title == it.URL {
		it.Title = ""
	}
	var ok bool
	if it.Published, ok = record.Date(row.Get("created")); !ok && it.DateText != "" {
		it.Notes = append(it.Notes, fmt.Sprintf("The date “%s” can't be right.", it.DateText))
	}
	if strings.EqualFold(row.Get("favorite"), "true") {
		it.Notes = append(it.Notes, "It was a favorite.")
	}
	return it, nil
}

// tags gives tags as spelled, and the last part of the folder's path.
func tags(list, folder string) (out []string) {
	names := strings.Split(list, ",")
	if i := strings.LastIndex(folder, "/"); i >= 0 {
		folder = folder[i+1:]
	}
	if folder = strings.TrimSpace(folder); !strings.EqualFold(folder, "unsorted") {
		names = append(names, strings.ReplaceAll(folder, ",", ""))
	}
	for _, name := range names {
		name = record.Plain(name)
		if name != "" && !slices.ContainsFunc(out, func(t string) bool { return strings.EqualFold(t, name) }) && len(out) < mostTags {
			out = append(out, name)
		}
	}
	return out
}

// mostTags is how many tags of a bookmark are looked at. More than that no
// person gives.
const mostTags = 1000

// highlight is a passage that was marked in the page, and what was written
// beside it.
type highlight struct{ text, note string }

// mark begins a passage or a note in the cell that holds all of them.
var mark = regexp.MustCompile(`(?m)^(Highlight|Note|Color|Created):[ \t]*`)

// highlights reads the cell: "Highlight:…", each perhaps followed by "Note:…". A
// cell of another shape is one passage.
func highlights(cell string) (out []highlight) {
	cell = strings.TrimSpace(strings.ReplaceAll(cell, "\r\n", "\n"))
	marks := mark.FindAllStringSubmatchIndex(cell, -1)
	if cell == "" {
		return nil
	}
	if len(marks) == 0 || marks[0][0] != 0 {
		return []highlight{{text: cell}}
	}
	for i, m := range marks {
		end := len(cell)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		text := strings.TrimSpace(cell[m[1]:end])
		switch name := cell[m[2]:m[3]]; {
		case name == "Highlight" && text != "":
			out = append(out, highlight{text: text})
		case name == "Note" && text != "" && len(out) > 0:
			last := &out[len(out)-1]
			last.note = record.Paragraphs(last.note, text)
		case name == "Note" && text != "":
			out = append(out, highlight{note: text})
		}
	}
	return out
}
