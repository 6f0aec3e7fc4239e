package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/views/desk"
)

// postsPerShelf is how many posts a page of the desk lists.
const postsPerShelf = 50

// desk handles GET /desk: one shelf of the author's posts.
func (s *server) desk(c echo.Context, _ viewer) error {
	ctx := c.Request().Context()
	shelf := blog.Shelf(c.QueryParam("shelf"))
	switch shelf {
	case blog.ShelfDrafts, blog.ShelfPublished, blog.ShelfTrash:
	case "":
		shelf = blog.ShelfPublished
	default:
		return &blog.Error{Kind: blog.NotFound, Message: "The desk has no such shelf."}
	}
	before, err := queryCursor(c)
	if err != nil {
		return err
	}
	list, err := s.store.Shelf(ctx, shelf, before, postsPerShelf)
	if err != nil {
		return err
	}
	counts, err := s.store.ShelfCounts(ctx)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view := f.deskPage(shelf, counts, list)
	if !before.IsZero() {
		view.Newest = "/desk?shelf=" + string(shelf)
	}
	if view.Notice, err = s.deskNotice(c, f.locale); err != nil {
		return err
	}
	view.Damaged = s.store.Damaged()
	return s.render(c, http.StatusOK, view.View())
}

// deskNotice returns the notice about the action that redirected to the desk.
func (s *server) deskNotice(c echo.Context, l *i18n.Locale) (desk.Notice, error) {
	id, err := parsePostID(c.QueryParam("post"))
	if err != nil {
		return desk.Notice{}, nil
	}
	p, err := s.store.Post(c.Request().Context(), id)
	if blog.KindOf(err) == blog.NotFound {
		return desk.Notice{}, nil
	}
	if err != nil {
		return desk.Notice{}, err
	}
	name := blog.Excerpt(p.Name(), 60)
	switch c.QueryParam("notice") {
	case "trashed":
		if p.InTrash() {
			return desk.Notice{Text: l.T("“%s” is in the trash.", name), Undo: action(p.ID, "restore")}, nil
		}
	case "restored":
		if !p.InTrash() {
			return desk.Notice{Text: l.T("“%s” is back.", name), Link: whereabouts(p), LinkText: l.T("Look at it")}, nil
		}
	}
	return desk.Notice{}, nil
}

// whereabouts returns the address at which to see a post: that on the blog, or the
// form of a draft.
func whereabouts(p blog.Post) string {
	if p.Public() {
		return blog.Href(p.Path)
	}
	return action(p.ID, "edit")
}

// action returns an address below that of a post.
func action(id blog.PostID, what string) string { return fmt.Sprintf("/posts/%d/%s", id, what) }

// trash handles POST /posts/:id/trash.
func (s *server) trash(c echo.Context, _ viewer) error {
	id, err := postID(c)
	if err != nil {
		return err
	}
	p, err := s.gate.Trash(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return toShelf(c, p, "trashed")
}

// restore handles POST /posts/:id/restore.
func (s *server) restore(c echo.Context, _ viewer) error {
	id, err := postID(c)
	if err != nil {
		return err
	}
	p, err := s.gate.Restore(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return toShelf(c, p, "restored")
}

// toShelf redirects to the shelf that a post is on when it is not in the trash.
func toShelf(c echo.Context, p blog.Post, notice string) error {
	shelf := blog.ShelfPublished
	if p.Status == blog.Draft {
		shelf = blog.ShelfDrafts
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/desk?shelf=%s&notice=%s&post=%d", shelf, notice, p.ID))
}

// purge handles POST /posts/:id/purge: it deletes a post in the trash for good.
func (s *server) purge(c echo.Context, _ viewer) error {
	id, err := postID(c)
	if err != nil {
		return err
	}
	if err := s.gate.Purge(c.Request().Context(), id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/desk?shelf=trash")
}
