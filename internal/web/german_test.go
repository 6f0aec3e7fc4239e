package web_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
)

// germanWords returns the program's German translations by their English texts.
func germanWords(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../i18n/de/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no German words: %v", err)
	}
	words := map[string]string{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		for english, german := range all {
			if s, ok := german.(string); ok && s != english && !strings.Contains(english, "%") {
				words[english] = s
			}
		}
	}
	return words
}

func TestAGermanBlogSaysNothingInEnglish(t *testing.T) {
	h := newHouse(t)
	words := germanWords(t)
	german := map[string]bool{}
	for _, s := range words {
		german[s] = true
	}
	h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Reiher", URL: "https://news.example/reiher", Via: "https://freund.example/", Body: "Sie warten.\n\n> Er stand."}})
	h.save(publish.Save{Entry: publish.Entry{Title: "Entwurf über Reiher", Body: "Noch nicht."}})
	sqlitetest.Change(t, h.store, func(s *blog.Settings) { s.Lang = "de" })
	for _, address := range []string{
		"/", "/links/reiher/", "/archive/", "/2026/", "/2026/03/", "/tags/", "/from/", "/from/news.example/", "/author/ada-example/", "/search/?q=reiher", "/search/?q=zzz", "/nichts/",
		"/desk", "/desk?shelf=drafts", "/desk?shelf=trash", "/desk/missed", "/compose?url=https://news.example/reiher", "/posts/1/edit", "/posts/1/history", "/settings", "/tools", "/import", "/export", "/logout",
	} {
		r := h.ada().get(address)
		if r.attr("html", "lang") != "de" || r.Code != http.StatusOK && address != "/nichts/" {
			t.Errorf("%s answers %d in %q", address, r.Code, r.attr("html", "lang"))
		}
		for n := range r.first("html").Descendants() {
			said := ""
			switch {
			case n.Type == html.TextNode && n.Parent.Data != "script":
				said = strings.TrimSpace(n.Data)
			case n.Type == html.ElementNode:
				said = attr(n, "aria-label") + attr(n, "placeholder")
			}
			if translated, ok := words[said]; ok && !german[said] {
				t.Errorf("%s says %q, not %q", address, said, translated)
			}
		}
	}
}
