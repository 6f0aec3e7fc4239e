package web

import (
	"github.com/labstack/echo/v4"

	"pullquote/assets"
)

// routes registers every address of the site. An address that is not listed falls
// to the last route, which looks it up as that of a post.
func (s *server) routes(e *echo.Echo) {
	if s.prefix != "" {
		e.Use(s.prefix.outgoing)
	}
	e.Use(headAllowed, s.bounded)
	e.GET("/", s.home)
	e.GET("/older/:cursor/", s.home)
	e.GET("/archive/", s.archive)
	e.GET("/tags/", s.tags)
	e.GET("/tags/more/:cursor/", s.tags)
	e.GET("/from/", s.sites)
	e.GET("/from/more/:cursor/", s.sites)
	for list, show := range map[string]echo.HandlerFunc{"/tags/:tag": s.byTag, "/from/:site": s.bySite, "/author/:author": s.byAuthor} {
		e.GET(list, slashed)
		e.GET(list+"/", show)
		e.GET(list+"/older/:cursor/", show)
	}
	for _, list := range []string{"/archive", "/tags", "/from"} {
		e.GET(list, slashed)
	}
	if s.static {
		e.GET("/search/", s.staticSearch)
	} else {
		e.GET("/search", s.heavy(s.search))
		e.GET("/search/", s.heavy(s.search))
	}
	e.GET("/media/:name", s.media)
	e.GET("/card/:name", s.card)
	for name := range feedKinds {
		for _, list := range []string{"", "/tags/:tag", "/from/:site", "/author/:author"} {
			e.GET(list+"/"+name, s.feed)
		}
		e.GET("/search/"+name, s.heavy(s.searchFeed))
	}
	for _, address := range []string{"/feed", "/feed/", "/rss", "/rss/", "/rss.xml", "/index.xml", "/feed/rss/", "/feed/rss2/"} {
		e.GET(address, feedElsewhere("/feed.xml"))
	}
	for _, address := range []string{"/feed/atom", "/feed/atom/"} {
		e.GET(address, feedElsewhere("/atom.xml"))
	}
	e.GET("/healthz", s.health)
	e.GET("/readyz", s.readiness)
	e.GET("/favicon.ico", favicon)
	e.GET("/robots.txt", s.robots)
	e.GET("/sitemap.xml", s.heavy(s.sitemap))
	e.GET("/opensearch.xml", s.openSearch)
	e.GET("/oembed", s.oEmbed)
	e.GET("/manifest.webmanifest", s.manifest)
	e.GET("/sw.js", echo.WrapHandler(assets.Named("js/sw.js")))

	e.GET("/setup", s.setupForm)
	e.POST("/setup", s.setupBlog)
	e.GET("/login", s.loginForm)
	e.POST("/login", s.login)
	e.GET("/logout", s.logoutForm)
	e.POST("/logout", s.logout)

	e.GET("/compose", s.author(s.compose))
	e.GET("/+/*", s.author(s.composeAddress))
	e.GET("/share", s.author(s.share))
	e.GET("/tools", s.author(s.tools))
	e.POST("/compose", s.author(s.ofWriter(s.save)))
	e.GET("/posts/:id/edit", s.author(s.edit))
	e.POST("/posts/:id/edit", s.author(s.ofWriter(s.save)))
	e.GET("/posts/:id/history", s.author(s.history))
	e.POST("/posts/:id/trash", s.author(s.trash))
	e.POST("/posts/:id/restore", s.author(s.restore))
	e.POST("/posts/:id/purge", s.author(s.purge))

	e.GET("/import", s.author(s.imports))
	e.POST("/import", s.author(s.receiveArchive))
	e.GET("/import/:id", s.author(s.report))
	e.GET("/import/:id/progress", s.author(s.progress))
	e.GET("/import/:id/:number", s.author(s.importedItem))
	e.POST("/import/:id/go", s.author(s.confirmImport))
	e.POST("/import/:id/discard", s.author(s.discardImport))
	e.POST("/import/:id/undo", s.author(s.undoImport))
	e.POST("/import/:id/host", s.author(s.trustHost))

	e.GET("/export", s.author(s.exports))
	e.POST("/export", s.author(s.saveNightlyExport))
	e.POST("/export/backup", s.author(s.saveBackups))
	e.GET("/export/:format", s.author(s.download))

	e.GET("/desk", s.author(s.desk))
	e.GET("/desk/missed", s.author(s.missedPage))
	e.POST("/desk/missed", s.author(s.changeRedirects))
	e.GET("/settings", s.author(s.settings))
	e.POST("/settings", s.author(s.saveSettings))
	e.POST("/settings/reading", s.author(s.saveReading))
	e.POST("/settings/password", s.author(s.changePassword))
	e.POST("/settings/sessions", s.author(s.endSessions))

	e.GET("/*", s.address)
}

// slashed redirects to the same address with a trailing slash.
func slashed(c echo.Context) error {
	u := c.Request().URL
	target := u.EscapedPath() + "/"
	if u.RawQuery != "" {
		target += "?" + u.RawQuery
	}
	return moved(c, target)
}
