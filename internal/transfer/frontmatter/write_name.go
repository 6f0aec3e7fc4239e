package frontmatter

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// maxStem is the maximum length of the slug in a file's name, in bytes. With date,
// number and extension, the name stays below the limit of 143 on encrypting file
// systems.
const maxStem = 100

// Name returns the nth possible name of a post's file, with n = 1, 2 and so on:
// _posts/2012-11-21-slug.md, then with the post's number, then with n as well. A
// draft is in _drafts, without a date. Whatever the slug, the name is valid on every
// file system. It depends only on the post, so that a later export uses it again.
func Name(e record.Entry, n int) string {
	p := &e.Post
	stem := stemOf(p.Slug)
	switch {
	case stem == "":
		stem = fmt.Sprintf("post-%d", p.ID)
	case n > 1 || device.MatchString(stem):
		stem = fmt.Sprintf("%s-%d", stem, p.ID)
	}
	if n > 2 || n == 2 && stemOf(p.Slug) == "" {
		stem = fmt.Sprintf("%s-%d", stem, n)
	}
	ext := ".md"
	if p.Format == blog.HTML {
		ext = ".html"
	}
	if p.Status != blog.Published {
		return "_drafts/" + stem + ext
	}
	at := p.Published
	if at.IsZero() {
		at = p.Created
	}
	return "_posts/" + at.UTC().Format(time.DateOnly) + "-" + stem + ext
}

// Maximum lengths of original names that are used again, in bytes. Most file systems
// allow 255 for the name of a file or folder.
const (
	maxPart = 250
	maxPath = 1000
)

// isPosts reports whether a name with slashes is acceptable for a post's file. An
// archive can contain any name: a hidden one could be .git/config, and one with a
// line break would be two entries in a list of files.
func isPosts(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	if !fs.ValidPath(name) || len(name) > maxPath || !slices.Contains(markdownEndings, ending) && !slices.Contains(otherEndings, ending) {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part[0] == '.' || len(part) > maxPart {
			return false
		}
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

// device matches names that Windows reserves, with any extension.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)`)

// stemOf converts a slug to a valid part of a file's name.
func stemOf(slug string) string {
	stem := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, norm.NFC.String(strings.ToValidUTF8(slug, "-")))
	for len(stem) > maxStem {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	return strings.Trim(stem, "-_.") // generators ignore files that begin with these
}
