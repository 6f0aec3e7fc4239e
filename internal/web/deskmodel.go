package web

import (
	"fmt"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/views/desk"
)

// shelfWords are what the desk says of its shelves.
var shelfWords = []struct {
	shelf             blog.Shelf
	name, when, empty string
}{
	{blog.ShelfDrafts, "Drafts", "Last change", "No drafts. What you save without publishing waits here."},
	{blog.ShelfPublished, "Published", "Published", "Nothing is published yet."},
	{blog.ShelfTrash, "Trash", "Deleted", "The trash is empty. Deleted posts wait here and can be restored."},
}

// deskPage makes the desk with one of its shelves.
func (f frame) deskPage(shelf blog.Shelf, counts map[blog.Shelf]int, list sqlite.List) desk.Desk {
	view := desk.Desk{Head: f.head("Desk", "")}
	for _, w := range shelfWords {
		address := "/desk?shelf=" + string(w.shelf)
		view.Tabs = append(view.Tabs, desk.Tab{Name: w.name, Address: address, Count: counts[w.shelf], Current: w.shelf == shelf})
		if w.shelf != shelf {
			continue
		}
		view.When, view.Empty = w.when, w.empty
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

// row makes a post's line on a shelf.
func (f frame) row(shelf blog.Shelf, p *blog.Post) desk.Row {
	r := desk.Row{Name: blog.Excerpt(p.Name(), 140), Kind: kindName[p.Kind()], Domain: p.Host(), Open: whereabouts(*p)}
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

var kindName = map[blog.Kind]string{blog.KindLink: "Link", blog.KindQuote: "Quotation", blog.KindNote: "Note"}

// browserName makes a name of what a browser says of itself: "Firefox on
// Linux". What can't be told is said so.
func browserName(userAgent string) string {
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
		return "An unknown browser"
	case browser == "":
		return "A browser on " + system
	case system == "":
		return browser
	}
	return fmt.Sprintf("%s on %s", browser, system)
}
