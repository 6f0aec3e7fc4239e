package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/assets"
	"pullquote/internal/capture"
	"pullquote/internal/i18n"
	"pullquote/views/desk"
)

// tools handles GET /tools: the ways to bring a page into the form.
func (s *server) tools(c echo.Context, _ viewer) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	origin := s.origin(c.Request())
	return s.render(c, http.StatusOK, desk.Tools{
		Head: f.head(f.locale.T("Tools"), ""), Origin: origin,
		Window: capture.Bookmarklet(origin, true), Tab: capture.Bookmarklet(origin, false), Shortcut: capture.Shortcut(origin),
	}.View())
}

// manifest handles GET /manifest.webmanifest (https://www.w3.org/TR/appmanifest/):
// installed as an app, the blog opens at its author's desk, and is a target of the
// phone's share sheet (https://w3c.github.io/web-share-target/).
func (s *server) manifest(c echo.Context) error {
	settings, err := s.store.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	l, name := i18n.For(settings.Interface()), settings.Title
	if name == "" {
		name = programName
	}
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	type shortcut struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	path := s.prefix.path
	png := func(file, sizes, purpose string) icon {
		return icon{Src: path(assets.URL("icons/" + file)), Sizes: sizes, Type: "image/png", Purpose: purpose}
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	c.Response().Header().Set(echo.HeaderContentType, "application/manifest+json")
	return c.JSON(http.StatusOK, map[string]any{
		"id": path("/"), "name": name, "short_name": name, "lang": settings.Lang,
		"start_url": path("/desk"), "scope": path("/"), "display": "standalone",
		"background_color": "#fdfcf8", "theme_color": "#fdfcf8",
		"icons": []icon{
			png("icon-192.png", "192x192", ""), png("icon-512.png", "512x512", ""), png("maskable-512.png", "512x512", "maskable"),
			{Src: path(assets.URL("icons/icon.svg")), Sizes: "any", Type: "image/svg+xml"},
		},
		"shortcuts": []shortcut{{l.T("New post"), path("/compose")}, {l.T("Desk"), path("/desk")}},
		"share_target": map[string]any{
			"action": path("/share"), "method": "GET", "enctype": "application/x-www-form-urlencoded",
			"params": map[string]string{"title": "title", "text": "text", "url": "url"},
		},
	})
}
