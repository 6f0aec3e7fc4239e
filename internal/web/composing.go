package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/views/component"
	"pullquote/views/desk"
)

// form is the state of the page on which a post is written.
type form struct {
	publish.Save
	tags    string     // as typed, if the form was sent
	sent    bool       // its words are stored nowhere yet
	stored  *blog.Post // the post as it stands; nil for a new one
	preview *blog.Post
	notice  string
	err     error // why it was not saved
}

// showForm shows the form with every word that was sent, what is wrong with
// it, and what else there is to see. An error that is our fault is logged and
// shown as a sentence, too: no error page takes the words away.
func (s *server) showForm(c echo.Context, v viewer, status int, state form) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	if state.err != nil {
		status, _ = problem(state.err)
		s.logFailure(c, status, state.err)
	}
	if state.ID != 0 && state.stored == nil {
		// Where the store can't be read the form is shown all the same.
		if p, err := s.posts.Post(c.Request().Context(), state.ID); err == nil {
			state.stored = &p
		}
	}
	return s.render(c, status, f.composePage(state).View())
}

// composePage makes the page of a form's state.
func (f frame) composePage(state form) desk.Compose {
	view := desk.Compose{Form: formView(state), Notice: state.notice}
	title := "New post"
	if state.stored != nil {
		p := state.stored
		title = "Edit: " + blog.Excerpt(p.Name(), 60)
		view.Form.Public = p.Public()
		view.History, view.Delete = action(p.ID, "history"), action(p.ID, "trash")
		if p.Public() {
			view.Look = href(p.Path)
		}
		if state.notice == "saved" {
			view.Notice = "Draft saved " + p.Touched.In(f.zone).Format("15:04") + "."
		}
	}
	if state.preview != nil && state.err == nil {
		e := f.draftEntry(state.preview)
		view.Preview = &e
	}
	if conflict := conflictOf(state.err); conflict != nil {
		view.Conflict = f.conflictView(state, conflict.Stored)
		// Sent again, the form is about the post as it is now.
		view.Form.ID, view.Form.Version, view.Form.Public = int64(conflict.Stored.ID), conflict.Stored.Version, conflict.Stored.Public()
		view.Form.Action = action(conflict.Stored.ID, "edit")
	}
	view.Head = f.head(title, "")
	return view
}

// formView makes the fields of a form's state.
func formView(state form) desk.Form {
	view := desk.Form{
		Action: "/compose", Key: state.Key, Version: state.Version, ID: int64(state.ID),
		Title: state.Title, URL: state.URL, Via: state.Via, Body: state.Body, Tags: blog.TagList(state.Tags),
		Slug: state.Slug, Lang: state.Lang, Format: string(state.Format), Unsaved: state.sent,
	}
	if state.sent {
		view.Tags = state.tags
	}
	if state.ID != 0 {
		view.Action = action(state.ID, "edit")
	}
	if state.err != nil && conflictOf(state.err) == nil {
		view.Faults = faults(state.err)
		if len(view.Faults) == 0 {
			view.Faults = component.Faults{{Message: "Nothing was saved: the program met a fault of its own, which is in its log. Your words are safe in this window; send them again."}}
		}
	}
	return view
}

// conflictView lays the stored version beside the one that was sent, where
// they differ.
func (f frame) conflictView(state form, stored blog.Post) *desk.Conflict {
	view := &desk.Conflict{Saved: f.moment(stored.Touched), Keep: whereabouts(stored)}
	for _, d := range []desk.Difference{
		{Label: "URL", Stored: stored.URL, Yours: state.URL},
		{Label: "Title", Stored: stored.Title, Yours: state.Title},
		{Label: "Commentary", Stored: stored.Body, Yours: lines(state.Body)},
		{Label: "Tags", Stored: blog.TagList(stored.Tags), Yours: blog.TagList(state.Tags)},
		{Label: "Via", Stored: stored.Via, Yours: state.Via},
	} {
		if d.Stored != d.Yours {
			view.Differences = append(view.Differences, d)
		}
	}
	return view
}

// history handles GET /posts/:id/history: every version that was saved.
func (s *server) history(c echo.Context, _ viewer) error {
	id, err := postID(c)
	if err != nil {
		return err
	}
	revisions, err := s.posts.Revisions(c.Request().Context(), id)
	if err != nil {
		return err
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view := desk.History{Head: f.head("History", ""), Edit: action(id, "edit")}
	for i, r := range revisions {
		view.Versions = append(view.Versions, desk.Version{
			Number: r.Version, Saved: f.moment(r.Saved), By: r.By, Title: r.Title, URL: r.URL, Via: r.Via,
			Tags: blog.TagList(r.Tags), Body: r.Body, Current: i == 0, Use: fmt.Sprintf("%s?version=%d", action(id, "edit"), r.Version),
		})
	}
	return s.render(c, http.StatusOK, view.View())
}

// revision gives one version of a post. It fails with NotFound.
func (s *server) revision(c echo.Context, id blog.PostID, version string) (blog.Revision, error) {
	revisions, err := s.posts.Revisions(c.Request().Context(), id)
	if err != nil {
		return blog.Revision{}, err
	}
	for _, r := range revisions {
		if strconv.FormatInt(r.Version, 10) == version {
			return r, nil
		}
	}
	return blog.Revision{}, &blog.Error{Kind: blog.NotFound, Message: "This post has no such version."}
}
