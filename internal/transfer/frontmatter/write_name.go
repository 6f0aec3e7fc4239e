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

// maxStem is the longest part of a file's name that a slug makes, in bytes: with
// date, number and ending the name stays below the 143 that encrypting file
// systems allow.
const maxStem = 100

// Name gives the nth name that a post's file may have, n being 1, 2 and so on:
// _posts/2012-11-21-slug.md, then with the post's number, then with n besides.
// A draft lies in _drafts, undated. Whatever the slug, the name can stand on
// every file system. It depends on the post alone, so that a later export gives
// it again.
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

// Lengths of the names that files came in under and go out under again, in bytes:
// most file systems take 255 for a file's or a folder's own name.
const (
	maxPart = 250
	maxPath = 1000
)

// isPosts reports whether a name with slashes can be that of a post's file. An
// archive may say what it likes of where its files lay: a hidden name could be
// .git/config, and one of two lines is two files in a list of them.
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

// device is what names of files may not be on Windows, with any ending.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)`)

// stemOf makes of a slug what can stand in a file's name.
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
	return strings.Trim(stem, "-_.") // generators pass over files that begin with such
}
