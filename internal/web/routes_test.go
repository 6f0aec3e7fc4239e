package web

import (
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
)

// Echo lets the second of two handlers at one address win without a word, and
// a post whose address begins like one of ours would never be seen.
func TestRoutesAreGivenOnceAndNoPostCanTakeThemOver(t *testing.T) {
	e := echo.New()
	seen := map[string]bool{}
	e.OnAddRouteHandler = func(_ string, r echo.Route, _ echo.HandlerFunc, _ []echo.MiddlewareFunc) {
		if seen[r.Method+" "+r.Path] {
			t.Errorf("%s %s is given twice", r.Method, r.Path)
		}
		seen[r.Method+" "+r.Path] = true
		first := strings.Split(r.Path, "/")[1]
		if first != "" && first != "*" && blog.CheckPath("/"+first+"/post/") == nil {
			t.Errorf("a post could stand at /%s/post/", first)
		}
	}
	new(server).routes(e)
	if len(seen) < 20 {
		t.Errorf("only %d routes were seen", len(seen))
	}
}
