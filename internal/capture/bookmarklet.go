package capture

import (
	_ "embed"
	"net/url"
	"strconv"
	"strings"
)

//go:embed bookmarklet.js
var bookmarklet string

// Bookmarklet returns the address of a bookmark that captures a page for the blog at
// origin: in a small window, or, for browsers without windows, in the tab of the
// page.
func Bookmarklet(origin string, small bool) string {
	window := "0"
	if small {
		window = "1"
	}
	code := strings.NewReplacer("ORIGIN", origin, "VERSION", strconv.Itoa(Version), "SMALL", window).Replace(shortened())
	// Browsers decode the address of a bookmarklet before they run it.
	return "javascript:" + strings.ReplaceAll(url.QueryEscape(code), "+", "%20")
}

// Shortcut returns the JavaScript with which a shortcut of Apple's app sends a page
// and its selection to the blog at origin.
func Shortcut(origin string) string {
	return `completion("` + origin + `/compose?url=" + encodeURIComponent(location.href) + "&title=" + encodeURIComponent(document.title) + "&text=" + encodeURIComponent(String(getSelection()).slice(0, 1000)));`
}

// shortened returns the code without comments and line ends.
func shortened() string {
	var b strings.Builder
	for line := range strings.SplitSeq(bookmarklet, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		b.WriteString(line)
		if !strings.HasSuffix(line, ";") && !strings.HasSuffix(line, "{") && !strings.HasSuffix(line, "}") {
			b.WriteByte(' ')
		}
	}
	return b.String()
}
