package frontmatter

import (
	"testing"

	"pullquote/internal/blog"
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
