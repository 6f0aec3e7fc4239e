package netscape

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// producer describes the program that wrote a file.
type producer struct {
	markdown bool // texts are Markdown
	breaks   bool // line ends in texts are line breaks
	own      bool // written by this program
	spaced   bool // tags may be separated by white space
	labels   bool // a bookmark is repeated under each of its labels
	closes   bool // lists are closed, so truncation can be detected
}

// micros matches a date in microseconds, as in Google's bookmarks.
var micros = regexp.MustCompile(`(?i)ADD_DATE="\d{16}"`)

// producerOf detects the producer by a file's head.
func producerOf(head []byte) producer {
	lower := bytes.ToLower(head)
	has := func(words string) bool { return bytes.Contains(lower, []byte(words)) }
	p := producer{closes: has("<dl")}
	switch {
	case has("was written by pullquote"):
		p.markdown, p.own = true, true
	case has("shaarli"):
		p.markdown, p.breaks, p.spaced = true, true, true
	case !has("pinboard") && !has("<!doctype") && micros.Match(head):
		p.labels = true
	}
	return p
}

// roots are the names of folders that browsers create themselves, and of those of
// services for unsorted bookmarks, in some languages: they say nothing about a
// bookmark.
var roots = []string{
	"bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks", "mobile bookmarks", "favorites", "favourites", "favorites bar",
	"favoritenleiste", "favoriten", "links", "imported", "reading list", "unsorted", "unsorted bookmarks", "unlabeled", "unfiled", "toolbar", "menu", "all bookmarks",
	"lesezeichen", "lesezeichen-symbolleiste", "lesezeichenleiste", "lesezeichen-menü", "weitere lesezeichen", "mobile lesezeichen", "andere lesezeichen",
	"barre de favoris", "barre personnelle", "menu des marque-pages", "autres favoris", "autres marque-pages", "marque-pages", "barre des favoris", "favoris",
	"barra de marcadores", "otros marcadores", "marcadores", "menú de marcadores", "barra dei preferiti", "altri preferiti", "preferiti", "barra dei segnalibri", "altri segnalibri",
	"bladwijzerbalk", "andere bladwijzers", "bladwijzers", "barra de favoritos", "outros favoritos", "favoritos", "панель закладок", "другие закладки", "закладки",
	"ブックマーク バー", "その他のブックマーク", "お気に入り", "お気に入りバー", "书签栏", "其他书签", "书签", "收藏夹栏", "收藏夹", "pinned", "root", "bookmark bar",
}

// isRoot reports whether a folder was created by the program itself.
func (f folder) isRoot() bool {
	for _, mark := range []string{"personal_toolbar_folder", "unfiled_bookmarks_folder", "toolbar_folder"} {
		if strings.EqualFold(f.attrs[mark], "true") {
			return true
		}
	}
	return f.name == "" || slices.Contains(roots, strings.ToLower(strings.TrimSpace(f.name)))
}
