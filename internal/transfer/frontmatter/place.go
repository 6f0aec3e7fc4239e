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

// place is what a file's name and folders say about its post.
type place struct {
	slug  string
	date  time.Time // from a name like 2012-11-21-slug
	key   string    // the part of the path that is the same in every import
	lang  string    // in a site with several languages; empty if not known
	html  bool      // by its extension
	index bool      // the file is a folder's index, and the folder is named after the post
	posts bool      // in a folder for posts
	draft bool      // in a folder for drafts
	page  bool      // in a folder for pages, or the page of a section

	content bool // in Hugo's content folder

	template bool   // in a folder for templates
	at       string // default path of a page; empty for the front page
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

func placeOf(f record.File) place {
	whole := strings.Split(strings.Trim(f.Whole, "/"), "/")
	folders, base := whole[:len(whole)-1], whole[len(whole)-1]
	ext := strings.ToLower(path.Ext(base))
	stem, lang := translatedName(strings.TrimSuffix(base, path.Ext(base)), folders)
	p := place{
		key:   f.Path,
		lang:  lang,
		html:  ext == ".html" || ext == ".htm" || ext == ".xhtml",
		posts: slices.Contains(folders, "_posts"),
		draft: slices.Contains(folders, "_drafts"),
		page:  slices.Contains(folders, "_pages") || stem == "_index",

		content: slices.Contains(folders, "content"),

		template: slices.Contains(folders, "archetypes"),
	}
	// Below these folders a path is the same, no matter whether the file, the folder
	// or the whole site is imported.
	for i, folder := range folders {
		if folder == "_posts" || folder == "_drafts" || folder == "content" {
			p.key = strings.Join(whole[i:], "/")
		}
	}
	at := p.key
	if stem == "index" && len(folders) > 0 {
		p.index = true
		stem = folders[len(folders)-1]
		if p.key == base {
			p.key = stem + "/" + base
		}
		if f.Beside == nil { // in a folder that was named, the first index is the front page
			at = p.key
		}
	}
	if name, named := strings.CutSuffix(strings.TrimSuffix(at, path.Ext(at)), "."+lang); named && lang != "" { // about.de.md
		p.at = pagePath(name+ext, f.Top)
		if p.at != "" {
			p.at = "/" + lang + p.at
		}
	} else {
		p.at = pagePath(at, f.Top)
	}
	if m := dated.FindStringSubmatch(stem); m != nil {
		if t, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			p.date, _ = record.Date(t.Format(time.DateOnly))
			stem = m[4]
		}
	}
	p.slug = record.Slug(stem)
	return p
}

// pagePath returns the path that generators derive from a page's file: /about/ for
// about.md, about/index.md and content/about/_index.md.
func pagePath(key, top string) string {
	key = strings.TrimPrefix(key, top+"/")
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
