package frontmatter

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/transfer/record"
)

// Writers of notes link from file to file: [words](../notes/stork.md#legs) in Markdown,
// [[stork|words]] in wikis and Obsidian (https://help.obsidian.md/links). Every file's
// path is one of the former addresses of its post, so a link that is a path from file to
// file leads there as it is. Others get the address of the post. Links to files that the
// archive does not have are kept as written: they may lead to what was imported before.

// fileTarget matches the target of a link to a Markdown file, and a path from page to page
// of the old site: in a link, in the definition of one, in an attribute.
var fileTarget = regexp.MustCompile(`(?mi)(?:\]\(<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?|\bhref=["'])([^\s<>()"']+\.(?:md|markdown|mdown|mkdn|mkd|mdwn)(?:#[^\s<>()"']*)?|\.\.?/[^\s<>()"']*)(?:[\s>)"']|$)`)

// wikiLink matches a wiki's link, or with ! in front what it embeds: a name, a heading
// there, and the words that are shown.
var wikiLink = regexp.MustCompile(`(!?)\[\[([^\[\]\n|#]*)(#[^\[\]\n|]*)?(?:\|([^\[\]\n]*))?\]\]`)

// IsMarkdown reports whether a file is Markdown by its extension.
func IsMarkdown(name string) bool {
	return slices.Contains(markdownEndings, strings.ToLower(path.Ext(name)))
}

// linked returns the body with links to the archive's files leading to their posts.
func (r *reading) linked(body string) string {
	wiki := !r.place.html && strings.Contains(body, "[[")
	if r.file.Ending == nil && r.file.Before == nil || !wiki && !fileTarget.MatchString(body) {
		return body
	}
	var b strings.Builder
	from := 0
	for _, p := range pieces(body, r.place.html) {
		b.WriteString(r.linkedText(body[from:p.at], body[p.at:], wiki))
		b.WriteString(body[p.at:p.end])
		from = p.end
	}
	b.WriteString(r.linkedText(body[from:], "", wiki))
	return b.String()
}

// linkedText is linked for a text without code and tags, which next follows.
func (r *reading) linkedText(text, next string, wiki bool) string {
	text = replaced(fileTarget, text, func(m []int) (from, to int, target string) {
		return m[2], m[3], r.fileAddress(text[m[2]:m[3]])
	})
	if !wiki {
		return text
	}
	return replaced(wikiLink, text, func(m []int) (from, to int, link string) {
		after := text[m[1]:]
		if after == "" {
			after = next
		}
		if m[0] > 0 && text[m[0]-1] == '\\' || strings.HasPrefix(after, "(") {
			return m[0], m[1], text[m[0]:m[1]] // a link whose words are in brackets
		}
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return strings.TrimSuffix(text[m[2*n]:m[2*n+1]], `\`) // before | in a table
		}
		return m[0], m[1], r.wikiLink(text[m[0]:m[1]], group(1) != "", group(2), group(3), group(4))
	})
}

// replaced replaces in a text what f returns for each match: the range, and what goes
// there.
func replaced(pattern *regexp.Regexp, text string, f func(match []int) (from, to int, by string)) string {
	var b strings.Builder
	done := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		from, to, by := f(m)
		b.WriteString(text[done:from] + by)
		done = to
	}
	return b.String() + text[done:]
}

// fileAddress returns what a link to a file has to have as its target: the target itself,
// if it leads there or if there is no such file.
func (r *reading) fileAddress(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return target
	}
	if !IsMarkdown(u.Path) {
		return r.pageLink(target, u)
	}
	there := path.Join(path.Dir(r.file.Path), u.Path)
	byItself := !r.based && !strings.HasPrefix(u.Path, "/") // if there is such a file
	if byItself && r.isThere(there) {
		return target
	}
	address, ok := r.refer(u.Path)
	if !ok {
		if r.based { // otherwise the import sees to it
			r.unlink(target)
		}
		return target
	}
	if byItself && address == (&url.URL{Path: "/" + there}).EscapedPath() {
		return target
	}
	return inLink(address) + strings.TrimPrefix(target, strings.SplitN(target, "#", 2)[0])
}

// isThere reports whether the archive has a file.
func (r *reading) isThere(name string) bool {
	return r.file.Ending != nil && slices.ContainsFunc(r.file.Ending(name), func(s record.Sibling) bool { return s.Path == name })
}

// pageLink returns what a link from page to page of a Hugo site has to have as its
// target. On that site it started at the page's address, not at its file.
func (r *reading) pageLink(target string, u *url.URL) string {
	if r.based || !r.place.content || r.guess == "" || path.Ext(u.Path) != "" {
		return target
	}
	address, ok := r.refer(path.Join(r.guess, u.Path))
	if !ok {
		return target
	}
	return inLink(address) + strings.TrimPrefix(target, strings.SplitN(target, "#", 2)[0])
}

// wikiLink returns a wiki's link in Markdown, or as written if it names no file of the
// archive.
func (r *reading) wikiLink(written string, embeds bool, name, heading, words string) string {
	ext := strings.ToLower(path.Ext(name))
	switch {
	case embeds && slices.Contains(pictureEndings, ext):
		return embedded(name, words)
	case slices.Contains(otherMedia, ext) || slices.Contains(pictureEndings, ext):
		return "[" + firstOf(words, name) + "](" + inLink((&url.URL{Path: name}).EscapedPath()) + ")"
	}
	address, ok := "", false
	if name != "" {
		address, ok = r.refer(name)
	}
	if !ok {
		if strings.TrimSpace(name) == name {
			r.unlink(written)
		}
		return written
	}
	if words == "" {
		words = strings.ReplaceAll(name+heading, "#", " > ") // as Obsidian shows it
	}
	if strings.HasPrefix(heading, "#^") {
		heading = "" // of a paragraph, which has no name here
	}
	if heading = strings.TrimPrefix(heading, "#"); heading != "" {
		heading = "#" + inLink(url.PathEscape(heading))
	}
	return "[" + words + "](" + inLink(address) + heading + ")"
}

// unlink records a link that leads to no file of the archive.
func (r *reading) unlink(written string) {
	if len(r.unlinked) < mostLost && !slices.Contains(r.unlinked, written) {
		r.unlinked = append(r.unlinked, written)
	}
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

// inLink returns an escaped path as the target of a Markdown link, which an unpaired
// bracket would end.
func inLink(address string) string {
	return strings.NewReplacer("(", "%28", ")", "%29").Replace(address)
}
