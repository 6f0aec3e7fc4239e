package desk_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pullquote/internal/webtest"
	"pullquote/views/desk"
)

// The same model with harmless and with hostile text must render to the same
// elements with the same attributes.
func TestNothingInAPageBecomesMarkup(t *testing.T) {
	for _, model := range []interface{ View() templ.Component }{
		&desk.Compose{}, &desk.Desk{}, &desk.History{}, &desk.Settings{},
	} {
		if empty := webtest.Structure(t, model.View().Render); !strings.Contains(empty, "main id") {
			t.Errorf("%T without words has no content", model)
		}
		webtest.Fill(model, "plain")
		plain := webtest.Structure(t, model.View().Render)
		for _, evil := range []string{`"><script>alert(1)</script><img src=x onerror=alert(1)>`, "</textarea></pre></main>'<svg onload=alert(1)>", "javascript:alert(1)"} {
			webtest.Fill(model, evil)
			if got := webtest.Structure(t, model.View().Render); got != plain {
				t.Errorf("%T: %s changes the page to\n%s", model, evil, got)
			}
		}
	}
}
