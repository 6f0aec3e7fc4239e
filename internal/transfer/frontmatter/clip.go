package frontmatter

import (
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// isClip reports whether the file is a page as Obsidian's clipper keeps it
// (https://help.obsidian.md/web-clipper): who wrote it, and when it was published,
// is said of the page there.
func (r *reading) isClip() bool {
	return asURL(r.fields.get("source"), nil) != "" && r.fields.has("created") && !r.fields.has("date") && !r.fields.has("layout") &&
		slices.ContainsFunc(tagNames("tags", r.fields.get("tags")), func(name string) bool { return strings.EqualFold(name, "clippings") })
}

// clipped returns what a clipped page says of itself.
func (r *reading) clipped(source, title string) blog.About {
	var authors []string
	for _, name := range r.fields.get("author").texts() {
		authors = append(authors, strings.TrimSuffix(strings.TrimPrefix(name, "[["), "]]"))
	}
	return blog.About{
		URL: source, Title: title, Author: strings.Join(authors, ", "),
		Published: r.fields.get("published").words(), Description: r.fields.get("description").words(),
	}
}
