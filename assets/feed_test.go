package assets_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"testing"

	"pullquote/assets"
)

// A feed in a browser has the blog's colours, so the contrast of pages holds for
// it, too.
func TestAFeedHasThePagesColours(t *testing.T) {
	colours := func(name string) []string {
		w := httptest.NewRecorder()
		assets.Handler(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", assets.URL(name), nil))
		return regexp.MustCompile(`--[a-z-]+:#[0-9a-f]{3,6}\b`).FindAllString(w.Body.String(), -1)
	}
	if page, feed := colours("css/site.css"), colours("css/feed.css"); len(feed) == 0 || !slices.Equal(page, feed) {
		t.Errorf("the pages have %v, feeds have %v", page, feed)
	}
}
