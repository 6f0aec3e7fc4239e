package frontmatter

import (
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record/recordtest"
)

func TestDraftsOfASection(t *testing.T) {
	tests := []struct {
		name, matter string
		want         blog.Status
	}{
		{"an object", "cascade:\n  draft: true", blog.Draft},
		{"a list of them", "cascade:\n- _target: {path: /a/**}\n  type: note\n- draft: true", blog.Draft},
		{"its own word goes before", "cascade: {draft: true}\ndraft: false", blog.Published},
		{"no draft", "cascade: {draft: false}", blog.Published},
		{"something else", "cascade: {type: note}", blog.Published},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "content/posts/a.md", "---\ntitle: A\ndate: 2012-11-21\n"+tt.matter+"\n---\nWords.\n")
			if it.Status != tt.want || noted(it, "(cascade)") != (tt.want == blog.Draft) {
				t.Errorf("status %q, notes %q", it.Status, it.Notes)
			}
		})
	}
}

// What stands in a clipping is somebody else's.
func TestAPageThatWasClipped(t *testing.T) {
	it := readPost(t, "Clippings/A.md", "---\ntitle: \"A: of B\"\nsource: \"https://a.example/clip\"\nauthor:\n  - \"[[Tom Tester]]\"\n  - \"Ada\"\npublished: 2024-01-02\ncreated: 2024-03-04\ndescription: \"Theirs\"\ntags:\n  - \"clippings\"\n---\nTheir words.\n")
	recordtest.CheckFields(t, map[string][2]string{
		"status":    {string(it.Status), "draft"},
		"url":       {it.URL, "https://a.example/clip"},
		"author":    {it.Author, ""},
		"date":      {it.Published.Format(time.DateOnly), "2024-03-04"},
		"source":    {it.Source.Author + "|" + it.Source.Published + "|" + it.Source.Description, "Tom Tester, Ada|2024-01-02|Theirs"},
		"body":      {it.Body, "Their words."},
		"the notes": {strings.Join(it.Notes, " "), "It is a page that was clipped, in its author's words: it comes in as a draft."},
	})
	if it := readPost(t, "A.md", "---\ntitle: A\nsource: https://a.example/\nauthor: Tom\npublished: 2024-01-02\n---\nMine.\n"); it.Status != "published" || it.Author != "Tom" {
		t.Errorf("%s of %s", it.Status, it.Author)
	}
}
