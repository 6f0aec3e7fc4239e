package frontmatter

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// wikiLinkPattern matches a link of wikis and Obsidian (https://help.obsidian.md/links),
// or with ! in front what it embeds: a name, a heading there, and the words that are shown.
var wikiLinkPattern = regexp.MustCompile(`(!?)\[\[([^\[\]\n|#]*)(#[^\[\]\n|]*)?(?:\|([^\[\]\n]*))?\]\]`)

// wikiLink is a match of wikiLinkPattern.
type wikiLink struct {
	written string
	embeds  bool
	name    string
	heading string // with its number sign; may be empty
	words   string // empty for the name
}

// withWikiLinks returns a text, which next follows, with the links of wikis in Markdown.
func (r *reading) withWikiLinks(text, next string) string {
	var b strings.Builder
	done := 0
	for _, m := range wikiLinkPattern.FindAllStringSubmatchIndex(text, -1) {
		after := text[m[1]:]
		if after == "" {
			after = next
		}
		if m[0] > 0 && text[m[0]-1] == '\\' || strings.HasPrefix(after, "(") {
			continue // a link whose words are in brackets
		}
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return strings.TrimSuffix(text[m[2*n]:m[2*n+1]], `\`) // before | in a table
		}
		l := wikiLink{written: text[m[0]:m[1]], embeds: group(1) != "", name: group(2), heading: group(3), words: group(4)}
		b.WriteString(text[done:m[0]] + r.wikiLink(l))
		done = m[1]
	}
	return b.String() + text[done:]
}

// wikiLink returns a wiki's link in Markdown, or as written if it names no file of the
// archive.
func (r *reading) wikiLink(l wikiLink) string {
	ext := strings.ToLower(path.Ext(l.name))
	switch {
	case l.embeds && slices.Contains(pictureEndings, ext):
		return embedded(l.name, l.words)
	case slices.Contains(otherMedia, ext) || slices.Contains(pictureEndings, ext):
		return "[" + cmp.Or(l.words, l.name) + "](" + inLink((&url.URL{Path: l.name}).EscapedPath()) + ")"
	case l.name == "": // to a heading of the same note
		r.noteUnlinked(l.written)
		return l.written
	}
	address, ok := r.refer(l.name)
	if !ok {
		if strings.TrimSpace(l.name) == l.name {
			r.noteUnlinked(l.written)
		}
		return l.written
	}
	words := l.words
	if words == "" {
		words = strings.ReplaceAll(l.name+l.heading, "#", " > ") // as Obsidian shows it
	}
	fragment := ""
	if heading := strings.TrimPrefix(l.heading, "#"); heading != "" && !strings.HasPrefix(heading, "^") { // a paragraph has no name here
		fragment = "#" + inLink(url.PathEscape(heading))
	}
	return "[" + words + "](" + inLink(address) + fragment + ")"
}

// Extensions of what a note can embed.
var (
	pictureEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp"}
	otherMedia     = []string{".pdf", ".mp3", ".mp4"}
)

// pixels matches the width, or width and height, that Obsidian takes in place of a
// picture's words.
var pixels = regexp.MustCompile(`^(\d{1,5})(?:x(\d{1,5}))?$`)

// embedded returns a picture that a note embeds.
func embedded(name, words string) string {
	address := inLink((&url.URL{Path: name}).EscapedPath())
	size := pixels.FindStringSubmatch(strings.TrimSpace(words))
	if size == nil {
		return "![" + words + "](" + address + ")"
	}
	picture := `<img src="` + escape(address) + `" alt="" width="` + size[1] + `"`
	if size[2] != "" {
		picture += ` height="` + size[2] + `"`
	}
	return picture + ">"
}
