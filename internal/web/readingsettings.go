package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/views/component"
	"pullquote/views/desk"
)

// readingView fills the section of the settings for readers and feed readers.
func readingView(l *i18n.Locale, r blog.Reading) desk.Reading {
	view := desk.Reading{
		Hub: r.Hub, Me: r.Me,
		Languages: []component.Choice{{Text: l.T("The posts’ own, if available"), Chosen: r.Interface == ""}},
		Titles: []component.Choice{
			{Value: "source", Text: l.T("what a post is about"), Chosen: !r.Permalinks},
			{Value: "permalink", Text: l.T("the post"), Chosen: r.Permalinks},
		},
	}
	for _, lang := range i18n.Languages() {
		view.Languages = append(view.Languages, component.Choice{Value: lang.Lang, Text: lang.Name, Chosen: r.Interface == lang.Lang})
	}
	return view
}

// saveReading handles POST /settings/reading.
func (s *server) saveReading(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	next, err := s.store.ChangeSettings(c.Request().Context(), func(v *blog.Settings) error {
		v.Reading = blog.Reading{
			Interface: strings.TrimSpace(values.Get("interface")), Permalinks: values.Get("titles") == "permalink",
			Hub: strings.TrimSpace(values.Get("hub")), Me: strings.Join(strings.Fields(values.Get("me")), "\n"),
		}
		return v.Validate()
	})
	if err != nil {
		return s.settingsRefused(c, v, next, v.Author, err)
	}
	return c.Redirect(http.StatusSeeOther, "/settings?notice=saved")
}
