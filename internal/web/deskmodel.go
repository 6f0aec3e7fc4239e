package web

import (
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/sqlite"
	"pullquote/views/desk"
)

// shelfWords are the labels of the desk's shelves.
var shelfWords = []struct {
	shelf             blog.Shelf
	name, when, empty string
}{
	{blog.ShelfDrafts, i18n.Mark("Drafts"), i18n.Mark("Last change"), i18n.Mark("No drafts. What you save without publishing waits here.")},
	{blog.ShelfPublished, i18n.Mark("Published"), i18n.Mark("Published"), i18n.Mark("Nothing is published yet.")},
	{blog.ShelfTrash, i18n.Mark("Trash"), i18n.Mark("Deleted"), i18n.Mark("The trash is empty. Deleted posts wait here and can be restored.")},
}

// deskPage returns the desk, showing one of its shelves.
func (f frame) deskPage(shelf blog.Shelf, counts map[blog.Shelf]int, list sqlite.List) desk.Desk {
	view := desk.Desk{Head: f.head(f.locale.T("Desk"), "")}
	for _, w := range shelfWords {
		address := "/desk?shelf=" + string(w.shelf)
		view.Tabs = append(view.Tabs, desk.Tab{Name: f.locale.T(w.name), Address: address, Count: counts[w.shelf], Current: w.shelf == shelf})
		if w.shelf != shelf {
			continue
		}
		view.When, view.Empty = f.locale.T(w.when), f.locale.T(w.empty)
		if !list.Next.IsZero() {
			view.Older = address + "&before=" + list.Next.String()
		}
	}
	view.Missed = "/desk/missed"
	for i := range list.Posts {
		view.Rows = append(view.Rows, f.row(shelf, &list.Posts[i]))
	}
	return view
}

// row returns a post's row on a shelf.
func (f frame) row(shelf blog.Shelf, p *blog.Post) desk.Row {
	r := desk.Row{Name: blog.Excerpt(p.Name(), 140), Kind: f.locale.T(kindName[p.Kind()]), Domain: p.Host(), Open: whereabouts(*p)}
	switch shelf {
	case blog.ShelfTrash:
		r.When, r.Open = f.moment(p.Trashed), action(p.ID, "history")
		r.Restore, r.Purge = action(p.ID, "restore"), action(p.ID, "purge")
		return r
	case blog.ShelfDrafts:
		r.When = f.moment(p.Touched)
	default:
		r.When = f.moment(p.Published)
	}
	r.Edit, r.Delete = action(p.ID, "edit"), action(p.ID, "trash")
	return r
}

var kindName = map[blog.Kind]string{blog.KindLink: i18n.Mark("Link"), blog.KindQuote: i18n.Mark("Quotation"), blog.KindNote: i18n.Mark("Note")}

// browserName returns a readable name for a User-Agent: "Firefox on Linux". If it
// can't be recognised, the name says so.
func browserName(l *i18n.Locale, userAgent string) string {
	find := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(userAgent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser := find([][2]string{
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
		{"curl/", "curl"},
	})
	system := find([][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"Mac OS", "Mac"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	})
	switch {
	case browser == "" && system == "":
		return l.T("An unknown browser")
	case browser == "":
		return l.T("A browser on %s", system)
	case system == "":
		return browser
	}
	return l.T("%s on %s", browser, system)
}
