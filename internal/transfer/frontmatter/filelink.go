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
// [[stork|words]] in wikis and Obsidian (wikilink.go). Every file's path is one of the
// former addresses of its post, so a link that is a path from file to file leads there as
// it is. Others get the address of the post. Links to files that the archive does not
// have are kept as written: they may lead to what was imported before.

// fileTarget matches the target of a link to a Markdown file, and a path from page to page
// of the old site: in a link, in the definition of one, in an attribute.
var fileTarget = regexp.MustCompile(`(?mi)(?:\]\(<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?|\bhref=["'])([^\s<>()"']+\.(?:md|markdown|mdown|mkdn|mkd|mdwn)(?:#[^\s<>()"']*)?|\.\.?/[^\s<>()"']*)(?:[\s>)"']|$)`)

// IsMarkdown reports whether a file is Markdown by its extension.
func IsMarkdown(name string) bool {
	return slices.Contains(markdownEndings, strings.ToLower(path.Ext(name)))
}

// withLinks returns the body with links to the archive's files leading to their posts.
func (r *reading) withLinks(body string) string {
	hasWikiLinks := !r.location.isHTML && strings.Contains(body, "[[")
	if r.file.EndingIn == nil && r.file.FirstKnown == nil || !hasWikiLinks && !fileTarget.MatchString(body) {
		return body
	}
	var b strings.Builder
	write := func(text, next string) {
		text = replaceGroup(fileTarget, 1, text, r.fileAddress)
		if hasWikiLinks {
			text = r.withWikiLinks(text, next)
		}
		b.WriteString(text)
	}
	from := 0
	for _, p := range pieces(body, r.location.isHTML) { // code and tags stay
		write(body[from:p.at], body[p.at:])
		b.WriteString(body[p.at:p.end])
		from = p.end
	}
	write(body[from:], "")
	return b.String()
}

// replaceGroup replaces what a group of a pattern matches in a text.
func replaceGroup(pattern *regexp.Regexp, group int, text string, by func(matched string) string) string {
	var b strings.Builder
	done := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		from, to := m[2*group], m[2*group+1]
		b.WriteString(text[done:from] + by(text[from:to]))
		done = to
	}
	return b.String() + text[done:]
}

// fileAddress returns what a link to a file has to have as its target: the target itself,
// if it leads there or if there is no such file.
func (r *reading) fileAddress(target string) string {
	u, err := url.Parse(target)
	switch {
	case err != nil || u.Scheme != "" || u.Host != "" || u.Path == "":
		return target
	case !IsMarkdown(u.Path):
		return r.pageAddressOf(target, u)
	}
	file := path.Join(path.Dir(r.file.Path), u.Path)
	isRelative := !r.based && !strings.HasPrefix(u.Path, "/") // to this file: it leads there, if there is such a file
	if isRelative && r.archiveHas(file) {
		return target
	}
	address, ok := r.refer(u.Path)
	switch {
	case !ok && r.based: // otherwise the import notes it
		r.noteUnlinked(target)
		return target
	case !ok, isRelative && address == (&url.URL{Path: "/" + file}).EscapedPath():
		return target
	}
	return inLink(address) + fragmentOf(target)
}

// archiveHas reports whether the archive has a file.
func (r *reading) archiveHas(name string) bool {
	return r.file.EndingIn != nil && slices.ContainsFunc(r.file.EndingIn(name), func(s record.Sibling) bool { return s.Path == name })
}

// pageAddressOf is fileAddress for a link from page to page of a Hugo site. On that site it
// started at the page's address, not at its file.
func (r *reading) pageAddressOf(target string, u *url.URL) string {
	if r.based || !r.location.inContent || r.guess == "" || path.Ext(u.Path) != "" {
		return target
	}
	address, ok := r.refer(path.Join(r.guess, u.Path))
	if !ok {
		return target
	}
	return inLink(address) + fragmentOf(target)
}

// fragmentOf returns the fragment of an address, with its number sign.
func fragmentOf(address string) string {
	before, _, _ := strings.Cut(address, "#")
	return address[len(before):]
}

// noteUnlinked records a link that leads to no file of the archive.
func (r *reading) noteUnlinked(written string) {
	if len(r.unlinked) < mostLost && !slices.Contains(r.unlinked, written) {
		r.unlinked = append(r.unlinked, written)
	}
}

// inLink returns an escaped path as the target of a Markdown link, which an unpaired
// bracket would end.
func inLink(address string) string {
	return strings.NewReplacer("(", "%28", ")", "%29").Replace(address)
}
