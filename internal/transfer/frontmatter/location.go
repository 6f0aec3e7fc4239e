package frontmatter

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"pullquote/internal/transfer/record"
)

// location is what a file's name and folders say about its post.
type location struct {
	key  string // the part of the path that is the same in every import
	slug string
	name string    // without date, language and extension
	date time.Time // from a name like 2012-11-21-slug
	lang string    // in a site with several languages; empty if not known

	defaultPath string // of a page; empty for the front page

	isHTML  bool // by its extension
	isIndex bool // of a folder that is named after the post

	inPosts     bool // in a folder for posts
	inDrafts    bool // in a folder for drafts
	inPages     bool // in a folder for pages, or the page of a section
	inContent   bool // in Hugo's content folder
	inTemplates bool // in a folder for templates
}

// dated matches the name of a file that begins with, or consists of, a date.
var dated = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:-(.+))?$`)

// translatedName removes the language from a file's name: Hugo has a post's translations
// side by side (a.de.md, or index.de.md in the post's folder), or in a folder for each
// language (content/de/a.md).
func translatedName(stem string, folders []string) (rest, lang string) {
	i := slices.Index(folders, "content")
	name, code, parted := strings.Cut(stem, ".")
	if parted && (i >= 0 || name == "index" || name == "_index") && isLang(code) {
		return name, code
	}
	if i >= 0 && i+1 < len(folders) && isLang(folders[i+1]) {
		lang = folders[i+1]
	}
	return stem, lang
}

var langCode = regexp.MustCompile(`^[a-z]{2}(?:-[A-Za-z]{2,4})?$`)

// isLang reports whether a part of a name is a language code.
func isLang(code string) bool {
	if !langCode.MatchString(code) {
		return false
	}
	_, err := language.Parse(code)
	return err == nil
}

// locationOf returns what the name and the folders of a file say.
func locationOf(f record.File) location {
	whole := strings.Split(strings.Trim(f.AbsolutePath, "/"), "/")
	folders, base := whole[:len(whole)-1], whole[len(whole)-1]
	ext := strings.ToLower(path.Ext(base))
	stem, lang := translatedName(strings.TrimSuffix(base, path.Ext(base)), folders)
	l := location{
		key:         stableKey(f.Path, whole),
		lang:        lang,
		isHTML:      ext == ".html" || ext == ".htm" || ext == ".xhtml",
		isIndex:     stem == "index" && len(folders) > 0,
		inPosts:     slices.Contains(folders, "_posts"),
		inDrafts:    slices.Contains(folders, "_drafts"),
		inPages:     slices.Contains(folders, "_pages") || stem == "_index",
		inContent:   slices.Contains(folders, "content"),
		inTemplates: slices.Contains(folders, "archetypes"),
	}
	file := l.key
	if l.isIndex {
		stem = folders[len(folders)-1]
		if l.key == base {
			l.key = stem + "/" + base
		}
		if f.Siblings == nil { // in a folder that was named, the first index is the front page
			file = l.key
		}
	}
	l.defaultPath = translatedPath(file, f.Root, lang)
	if m := dated.FindStringSubmatch(stem); m != nil {
		if t, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			l.date, _ = record.Date(t.Format(time.DateOnly))
			stem = m[4]
		}
	}
	l.name, l.slug = stem, record.Slug(stem)
	return l
}

// stableKey returns the part of a file's path that is the same in every import, given
// its path in the archive and the elements of its absolute one: below some folders a
// path is the same, no matter whether the file, the folder or the whole site is
// imported.
func stableKey(inArchive string, whole []string) string {
	key := inArchive
	for i, folder := range whole[:len(whole)-1] {
		if folder == "_posts" || folder == "_drafts" || folder == "content" {
			key = strings.Join(whole[i:], "/")
		}
	}
	return key
}

// translatedPath returns the default path of a page in a language: /de/about/ for
// about.de.md.
func translatedPath(file, top, lang string) string {
	ext := path.Ext(file)
	name, translated := strings.CutSuffix(strings.TrimSuffix(file, ext), "."+lang)
	if lang == "" || !translated {
		return pagePath(file, top)
	}
	if page := pagePath(name+ext, top); page != "" {
		return "/" + lang + page
	}
	return ""
}

// pagePath returns the path that generators derive from a page's file: /about/ for
// about.md, about/index.md and content/about/_index.md.
func pagePath(file, top string) string {
	key := strings.TrimPrefix(file, top+"/")
	for _, folder := range []string{"content/", "_pages/"} {
		if _, below, ok := strings.Cut("/"+key, "/"+folder); ok {
			key = below
		}
	}
	key = strings.TrimSuffix(key, path.Ext(key))
	if base := path.Base(key); base == "index" || base == "_index" {
		key = path.Dir(key)
	}
	if key == "." {
		return ""
	}
	return "/" + key + "/"
}
