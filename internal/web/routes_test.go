package web

import (
	"regexp"
	"testing"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
)

// parameter matches a parameter of a route.
var parameter = regexp.MustCompile(`:\w+|\*`)

// Echo silently lets the second of two handlers for an address win, and a post
// whose address matches one of our routes could not be reached.
func TestRoutesAreGivenOnceAndNoPostCanTakeThemOver(t *testing.T) {
	e := echo.New()
	seen := map[string]bool{}
	e.OnAddRouteHandler = func(_ string, r echo.Route, _ echo.HandlerFunc, _ []echo.MiddlewareFunc) {
		if seen[r.Method+" "+r.Path] {
			t.Errorf("%s %s is given twice", r.Method, r.Path)
		}
		seen[r.Method+" "+r.Path] = true
		if path := parameter.ReplaceAllString(r.Path, "12"); r.Path != "/*" && blog.CheckPath(path) == nil {
			t.Errorf("a post could stand at %s, which is one of %s", path, r.Path)
		}
	}
	new(server).routes(e)
	if len(seen) < 20 {
		t.Errorf("only %d routes were seen", len(seen))
	}
}
