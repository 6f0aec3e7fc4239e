package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/assets"
)

// favicon handles GET /favicon.ico, which browsers ask for unbidden. The file
// has another name in each version, so it has not moved there for good.
func favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, assets.URL("icons/favicon.ico"))
}

// robots handles GET /robots.txt: everything that readers see may be indexed.
func robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /+/\nDisallow: /compose\nDisallow: /desk\nDisallow: /login\nDisallow: /posts/\nDisallow: /settings\nDisallow: /share\nDisallow: /tools\n")
}
