package frontmatter

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
)

func TestMarkdownWithoutFrontMatterIsAPost(t *testing.T) {
	const at, day = "https://example.net/heron", "2012-11-21"
	file := fileDate.Format(time.DateOnly)
	type post struct{ Title, URL, Body, Slug, Date string }
	for name, tc := range map[string]struct {
		file, text string
		want       post
	}{
		"a heading":                         {"n1.md", "\n# A *heron*  \n\nIt stood.\n", post{"A heron", "", "It stood.", "n1", file}},
		"a heading that is underlined":      {"n1.md", "A heron\n=======\nIt stood.\n", post{"A heron", "", "It stood.", "n1", file}},
		"a heading that is a link":          {"n1.md", "# [A heron](" + at + ")\n\nIt stood.\n", post{"A heron", at, "It stood.", "n1", file}},
		"a first line that is a link":       {"n1.md", "[A heron](" + at + ")\n\nIt stood.\n", post{"A heron", at, "It stood.", "n1", file}},
		"an address below a heading":        {"n1.md", "# A heron\n\n<" + at + ">\n\n> It stood.\n", post{"A heron", at, "> It stood.", "n1", file}},
		"an address above the text":         {"Herons at noon.md", at + "\n\nIt stood.\n", post{"Herons at noon", at, "It stood.", "herons-at-noon", file}},
		"a link in other words":             {"n1.md", "# A heron\n\n[Read this](" + at + ")\n\nIt stood.\n", post{"A heron", at, "[Read this](" + at + ")\n\nIt stood.", "n1", file}},
		"a link within the text":            {"a-heron.md", "See [this](" + at + "), it stood.\n", post{"A heron", "", "See [this](" + at + "), it stood.", "a-heron", file}},
		"a heading further down":            {"A heron.md", "It stood.\n\n## Why\n", post{"A heron", "", "It stood.\n\n## Why", "a-heron", file}},
		"a date in the name":                {day + "-a-heron_at-noon.md", "It stood.\n", post{"A heron at noon", "", "It stood.", "a-heron_at-noon", day}},
		"a name that is a date":             {day + ".md", "It stood.\n", post{"", "", "It stood.", "", day}},
		"a name that may be about a folder": {"History.md", "It stood.\n", post{"History", "", "It stood.", "History", file}},
		"a rule above the text":             {"a.md", "---\n\nIt stood.\n", post{"A", "", "---\n\nIt stood.", "a", file}},
		"code with braces":                  {"a.md", "{{ page.title }}\n", post{"A", "", "{{ page.title }}", "a", file}},
		"an ending in capitals":             {"A.MD", "It stood.\n", post{"A", "", "It stood.", "A", file}},
	} {
		t.Run(name, func(t *testing.T) {
			it := readPost(t, tc.file, tc.text)
			if diff := cmp.Diff(tc.want, post{it.Title, it.URL, it.Body, it.Slug, it.Published.Format(time.DateOnly)}); diff != "" {
				t.Errorf("the post (-want +got):\n%s", diff)
			}
			if it.Status != blog.Published || it.Format != blog.Markdown || it.Page {
				t.Errorf("%s, %s, a page: %v", it.Status, it.Format, it.Page)
			}
		})
	}
}

// Two folders may have a file of one name.
func TestKeysOfMarkdownWithoutFrontMatter(t *testing.T) {
	one, other := readPost(t, "a.md", "# One\n"), readPost(t, "a.md", "# Other\n")
	changed := readPost(t, "a.md", "# One\n\nMore.\n")
	if one.Key == other.Key || one.Key != changed.Key {
		t.Errorf("keys %q, %q and, with more text, %q", one.Key, other.Key, changed.Key)
	}
}
