package assets_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pullquote/assets"
)

// palettes returns the named colours of the light, the dark and the printed page,
// as the style sheets set them.
func palettes(t *testing.T) (light, dark, print map[string]string) {
	t.Helper()
	light, dark, print = map[string]string{}, map[string]string{}, map[string]string{}
	for _, name := range []string{"css/site.css", "css/desk.css"} {
		w := httptest.NewRecorder()
		assets.Handler(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", assets.URL(name), nil))
		sheet := w.Body.String()
		for _, root := range regexp.MustCompile(`(@media[^{]*\{\s*)?:root\{([^}]*)\}`).FindAllStringSubmatch(sheet, -1) {
			palette := light
			switch {
			case strings.Contains(root[1], "dark"):
				palette = dark
			case strings.Contains(root[1], "print"):
				palette = print
			}
			for _, colour := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{3,6})\b`).FindAllStringSubmatch(root[2], -1) {
				palette[colour[1]] = colour[2]
			}
		}
	}
	return light, dark, print
}

// luminance returns a colour's relative luminance as WCAG 2 defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = strings.Repeat(hex[0:1], 2) + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2)
	}
	rgb, err := strconv.ParseUint(hex, 16, 24)
	if err != nil {
		t.Fatalf("#%s is no colour", hex)
	}
	sum := 0.0
	for i, share := range []float64{0.0722, 0.7152, 0.2126} {
		c := float64(rgb>>(8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += share * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryTextStandsOutFromItsGround(t *testing.T) {
	light, dark, print := palettes(t)
	text := [][2]string{
		{"ink", "ground"},
		{"soft", "ground"},
		{"accent", "ground"},
		{"ground", "accent"},
		{"ink", "quote-ground"},
		{"quote-ink", "quote-ground"},
		{"accent", "quote-ground"},
		{"soft", "quote-ground"},
	}
	form := [][2]string{{"ink", "field"}, {"soft", "field"}, {"good", "ground"}, {"bad", "ground"}}
	for name, c := range map[string]struct {
		palette map[string]string
		pairs   [][2]string
	}{"light": {light, append(form, text...)}, "dark": {dark, append(form, text...)}, "print": {print, text}} {
		for _, pair := range c.pairs {
			if c.palette[pair[0]] == "" || c.palette[pair[1]] == "" {
				t.Errorf("%s has no colour for %s on %s", name, pair[0], pair[1])
				continue
			}
			if ratio := contrast(t, c.palette[pair[0]], c.palette[pair[1]]); ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f to 1", name, pair[0], pair[1], ratio)
			} else {
				t.Logf("%s: %s on %s %.2f", name, pair[0], pair[1], ratio)
			}
		}
	}
}
