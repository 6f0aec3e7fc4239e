package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
	"pullquote/views/desk"
)

// Maximum numbers of addresses on the page.
const (
	missedShown    = 50
	redirectsShown = 200
)

// missedPage handles GET /desk/missed: the addresses that readers asked for and
// that do not exist.
func (s *server) missedPage(c echo.Context, _ viewer) error {
	return s.showMissed(c, http.StatusOK, "", nil)
}

// showMissed renders the page. fault belongs to the target of the address key.
func (s *server) showMissed(c echo.Context, status int, key string, fault error) error {
	ctx := c.Request().Context()
	s.flush(ctx)
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	missed, err := s.store.MissedAddresses(ctx, missedShown)
	if err != nil {
		return err
	}
	redirects, err := s.store.Redirects(ctx, redirectsShown)
	if err != nil {
		return err
	}
	view := desk.Missed{Head: f.head(f.locale.T("Asked for in vain"), ""), Notice: f.notice(c.QueryParam("notice"))}
	for _, m := range missed {
		row := desk.Miss{Address: blog.Excerpt(m.Key, 120), Key: m.Key, Count: times(f.locale, m.Count), Last: f.look.Moment(m.Last, i18n.Date)}
		if m.Referrer != "" {
			row.Referrer = component.Link{Text: blog.HostOf(m.Referrer), Address: m.Referrer}
		}
		if m.Key == key && fault != nil {
			row.Fault = f.locale.Sentence(blog.Faults(fault)[0])
		}
		if row.Target, row.Perhaps, err = s.likelyPost(c, m.Key); err != nil {
			return err
		}
		view.Misses = append(view.Misses, row)
	}
	for _, r := range redirects {
		view.Leads = append(view.Leads, desk.Lead{Address: blog.Excerpt(r.Key, 120), Key: r.Key, Target: r.Target})
	}
	return s.render(c, status, view.View())
}

// times formats how often something happened.
func times(l *i18n.Locale, n int) string {
	if n == 2 {
		return l.T("twice")
	}
	return l.N(n, "once", "%d times")
}

// likelyPost returns the post that an address was probably meant for.
func (s *server) likelyPost(c echo.Context, key string) (target, name string, err error) {
	words := wordsOf(key)
	for _, query := range []search.Query{search.AnyOf(words), search.LikeAnyOf(words)} {
		if query.Empty() {
			continue
		}
		found, err := s.store.Search(c.Request().Context(), sqlite.Searching{Query: query, Best: true, Limit: 1, Patience: rankPatience})
		if err != nil {
			return "", "", err
		}
		if len(found.Posts) > 0 {
			p := &found.Posts[0]
			return blog.Href(p.Path), blog.Excerpt(p.Name(), 80), nil
		}
	}
	return "", "", nil
}

// changeRedirects handles POST /desk/missed: it redirects an address, deletes the count of one
// or of all, or removes a redirect.
func (s *server) changeRedirects(c echo.Context, _ viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	ctx, key, notice := c.Request().Context(), values.Get("key"), ""
	switch values.Get("action") {
	case "lead":
		target := strings.TrimSpace(values.Get("target"))
		if err = blog.CheckTarget(key, target); err == nil {
			err = s.store.SaveRedirect(ctx, key, target)
		}
		notice = "led"
	case "forget":
		if key != "" {
			err = s.store.ForgetMissed(ctx, key)
		}
	case "forget-all":
		err = s.store.ForgetMissed(ctx, "")
	case "remove":
		err = s.store.RemoveRedirect(ctx, key)
	}
	if kind := blog.KindOf(err); kind == blog.Invalid || kind == blog.Conflict {
		return s.showMissed(c, statusOf(kind), key, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/desk/missed?"+url.Values{"notice": {notice}}.Encode())
}

// notice returns the text for the result of the last action.
func (f frame) notice(name string) string {
	if name == "led" {
		return f.locale.T("The address leads there from now on.")
	}
	return ""
}
