package fetch

import (
	"io"
	"net/http"
	"testing"

	"pullquote/internal/blog"
)

func TestAPageSaysWhatItIs(t *testing.T) {
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/short" {
			http.Redirect(w, r, "/long", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(encode(t, "windows-1251", "<html lang=ru><meta charset=windows-1251><title>Ссылка дня</title><p>текст"))
	})
	about, err := client.About(t.Context(), s.URL+"/short")
	if err != nil || about.URL != s.URL+"/long" || about.Title != "Ссылка дня" {
		t.Errorf("got %+v, %v", about, err)
	}
}

func TestFilesHaveTheirNames(t *testing.T) {
	for name, c := range map[string]struct{ kind, disposition, title string }{
		"a picture without a name":          {"image/png", "", ""},
		"a paper with a name":               {"application/pdf", `attachment; filename="Annual report.pdf"`, "Annual report.pdf"},
		"a paper with a name in Unicode":    {"application/pdf", `inline; filename="x.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf`, "Größe.pdf"},
		"a name with folders":               {"application/pdf", `attachment; filename="../../etc/passwd"`, "passwd"},
		"a name with folders of Windows":    {"application/pdf", `attachment; filename="C:\\docs\\a.pdf"`, "a.pdf"},
		"a name with characters that steer": {"application/zip", "attachment; filename=\"a\u202Egnp.exe\"", "agnp.exe"},
		"a name that is none":               {"application/zip", `attachment; filename=".."`, ""},
		"a header with faults":              {"application/zip", `attachment; filename=`, ""},
		"text":                              {"text/plain; charset=utf-8", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.kind)
				w.Header()["Content-Disposition"] = []string{c.disposition}
				_, _ = io.WriteString(w, "<title>not HTML</title>")
			})
			about, err := client.About(t.Context(), s.URL+"/file")
			if want := (blog.About{URL: s.URL + "/file", Title: c.title}); err != nil || about != want {
				t.Errorf("got %+v, %v, want title %q", about, err, c.title)
			}
		})
	}
}

func TestTypesThatAreNotDeclaredAreRecognised(t *testing.T) {
	for name, c := range map[string]struct{ declared, body, kind, text string }{
		"HTML":                     {"", "<!doctype html><title>x", "text/html", "<!doctype html><title>x"},
		"a picture":                {"", "\x89PNG\r\n\x1a\n....", "image/png", ""},
		"HTML by a type of faults": {"html", "<html>x", "text/html", "<html>x"},
		"declared in capitals":     {"TEXT/HTML;charset=utf-8", "x", "text/html", "x"},
		"declared twice":           {"text/html, text/html; charset=utf-8", "x", "text/html", "x"},
		"XHTML":                    {"application/xhtml+xml", "<html/>", "application/xhtml+xml", "<html/>"},
		"a feed":                   {"application/rss+xml", "<rss/>", "application/rss+xml", "<rss/>"},
		"sound":                    {"audio/mpeg", "<html>", "audio/mpeg", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				if c.declared != "" {
					w.Header().Set("Content-Type", c.declared)
				}
				_, _ = io.WriteString(w, c.body)
			})
			page, err := client.Page(t.Context(), s.URL)
			if err != nil || page.ContentType != c.kind || string(page.Body) != c.text {
				t.Errorf("got %s %q, %v", page.ContentType, page.Body, err)
			}
		})
	}
}
