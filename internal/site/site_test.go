package site_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/publish"
	"pullquote/internal/site"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
	"pullquote/internal/web"
)

const base = "https://links.example"

// files exports the site of a store for a base URL.
func files(t *testing.T, store *sqlite.Store, gate *publish.Gate, base string) (map[string]string, int) {
	t.Helper()
	handler, err := web.New(web.Options{
		Store: store, Gate: gate, Auth: auth.New(store, auth.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)}), Look: capture.NewLook(nil, time.Now),
		Log: slog.New(slog.DiscardHandler), BaseURL: base, Now: func() time.Time { return sqlitetest.Start }, Static: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	posts, err := site.New(store, func(string) (http.Handler, error) { return handler, nil }).Files(t.Context(), base, func(name string, data []byte) error {
		if _, twice := out[name]; twice || !filepath.IsLocal(name) || path.Clean(name) != name {
			t.Errorf("%q is written twice, or outside", name)
		}
		out[name] = string(data)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out, posts
}

func TestThePublicBlogAsPlainFiles(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	gate := publish.New(store)
	save := func(publishIt bool, e publish.Entry) blog.Post {
		p, err := gate.Save(t.Context(), ada, publish.Save{Publish: publishIt, Entry: e})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	heron := save(true, publish.Entry{Title: "Héron cendré", URL: "https://news.example/", Body: "> It *stood*.\n\nMine.", Tags: blog.ParseTags("small towns, 鳥")})
	save(false, publish.Entry{Title: "A draft", Body: "Secret words."})
	for range 25 {
		save(true, publish.Entry{Body: "日本語の文章。"})
	}
	batch, err := store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting})
	if err != nil {
		t.Fatal(err)
	}
	old := blog.Import{Key: "a", Raw: []byte("a"), Former: []string{"/?p=367", "/post/36212915001", "/post/36212915001/old", "/_redirects", "/404.html", "/former.json", "/:any", "/caf\xe9", "/a//b", "/quotes", "/blog?p=7", "/x?p=1 https://evil.example/ 301"}, Post: blog.Post{
		Title: "Old", Body: "Old words. <img src=\"http://old.example/a.gif\">", Format: blog.Markdown, Status: blog.Published, Published: sqlitetest.Start, Path: "/2009/05/one.html",
	}}
	if _, err := gate.Import(t.Context(), publish.ImportInto{Batch: batch}, gate.Prepare([]blog.Import{old})); err != nil {
		t.Fatal(err)
	}
	out, posts := files(t, store, gate, base)
	if posts != 27 {
		t.Errorf("%d posts", posts)
	}
	for name, want := range map[string]string{
		"index.html": "日本語", "links/heron-cendre/index.html": "<em>stood</em>", "tags/small-towns/index.html": "Héron", "tags/鳥/index.html": "Héron", "tags/鳥/feed.xml": "Héron",
		"2009/05/one.html": "Old words", "post/36212915001/index.html": base + "/2009/05/one.html", "post/36212915001/old/index.html": "one.html", "caf\xe9/index.html": "one.html", "a/b/index.html": "one.html", "feed.xml": "<rss", "atom.xml": "<feed", "feed.json": "jsonfeed.org",
		"404.html": "no page", "_redirects": "/post/36212915001 /2009/05/one.html 301", "former.json": `"p=367":"/2009/05/one.html"`, "search/index.html": "data-results", "robots.txt": "User-agent", "favicon.ico": "",
	} {
		if text, ok := out[name]; !ok || !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("%s: there %v, without %q", name, ok, want)
		}
	}
	if !slices.ContainsFunc(keys(out), func(n string) bool { return strings.HasPrefix(n, "older/") }) {
		t.Error("the older posts are not there")
	}
	if list := out["_redirects"]; strings.Contains(list, "/:any") || !strings.Contains(list, "/%3Aany /2009/05/one.html 301") {
		t.Errorf("a former address leads others astray: %s", list)
	}
	if list := out["_redirects"]; !strings.Contains(list, "\n/blog p=7 /2009/05/one.html 301\n") || !strings.Contains(list, "/ p=367 /2009/05/one.html 301\n") || out["blog/index.html"] != "" || strings.Contains(list, " https://evil.example/") {
		t.Errorf("addresses with a query lead elsewhere: %s", list)
	}
	if strings.Contains(out["_redirects"], "/quotes ") || !strings.Contains(out["quotes/index.html"], `href="/2009/05/one.html"`) {
		t.Errorf("the list of quotations is led away from, or does not lead to what was there: %s", out["_redirects"])
	}
	for name, text := range out {
		if _, isFile := out[path.Dir(name)]; isFile {
			t.Errorf("%s would be in a file", name)
		}
		if strings.Contains(text, "Secret words") || strings.HasSuffix(name, ".html") && strings.Contains(text, `href="/login"`) {
			t.Errorf("%s shows what is not for a plain file", name)
		}
		if strings.HasSuffix(name, ".html") {
			links(t, out, name, text)
		}
	}
	found := map[string][]int{}
	if err := json.Unmarshal([]byte(out["search/words/68-65.json"]), &found); err != nil || len(found["heron"]) != 1 {
		t.Errorf("the index of words that begin with he: %s, %v", out["search/words/68-65.json"], err)
	}
	if out["search/words/65e5-672c.json"] == "" {
		t.Error("words of a script without spaces are not in the index")
	}
	if heron.Path != "/links/heron-cendre/" {
		t.Errorf("the path is %s", heron.Path)
	}
}

// With a path prefix, the files are those below it, and all addresses in them
// include it.
func TestPlainFilesBelowAPath(t *testing.T) {
	store := sqlitetest.New(t, nil)
	sqlitetest.SetUp(t, store)
	gate := publish.New(store)
	batch, err := store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting})
	if err != nil {
		t.Fatal(err)
	}
	old := blog.Import{Key: "a", Raw: []byte("a"), Former: []string{"/?p=367", "/post/36212915001"}, Post: blog.Post{
		Title: "Old", Body: "Old words.", Format: blog.Markdown, Status: blog.Published, Published: sqlitetest.Start, Path: "/2009/05/one.html",
	}}
	if _, err := gate.Import(t.Context(), publish.ImportInto{Batch: batch}, gate.Prepare([]blog.Import{old})); err != nil {
		t.Fatal(err)
	}
	out, _ := files(t, store, gate, base+"/blog")
	for name, want := range map[string]string{
		"index.html": `href="/blog/2009/05/one.html"`, "2009/05/one.html": `<link rel="canonical" href="` + base + `/blog/2009/05/one.html"`, "404.html": `href="/blog/archive/"`,
		"post/36212915001/index.html": "url=" + base + "/blog/2009/05/one.html", "_redirects": "/blog/post/36212915001 /blog/2009/05/one.html 301\n", "sitemap.xml": base + "/blog/2009/05/one.html",
		"former.json": `"p=367":"/2009/05/one.html"`, "archive/index.html": `href="/blog/`, "favicon.ico": "",
	} {
		if text, ok := out[name]; !ok || !strings.Contains(text, want) {
			t.Errorf("%s: there %v, without %q:\n%s", name, ok, want, text)
		}
	}
	for _, ending := range []string{".css", ".js", ".woff2"} {
		if !slices.ContainsFunc(keys(out), func(n string) bool { return strings.HasPrefix(n, "assets/") && strings.HasSuffix(n, ending) }) {
			t.Errorf("no file ends in %s", ending)
		}
	}
	if !strings.Contains(out["_redirects"], "/blog/ p=367 /blog/2009/05/one.html 301\n") {
		t.Errorf("_redirects says\n%s", out["_redirects"])
	}
}

func keys(m map[string]string) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

// links checks that everything on this site that a page links to exists.
func links(t *testing.T, out map[string]string, name, text string) {
	t.Helper()
	for _, part := range strings.Split(text, `href="/`)[1:] {
		to, _, _ := strings.Cut(part, `"`)
		to, _, _ = strings.Cut(to, "#")
		if u, err := http.NewRequest(http.MethodGet, base+"/"+to, http.NoBody); err == nil {
			to = strings.TrimPrefix(u.URL.Path, "/")
		}
		if _, ok := out[to]; ok {
			continue
		}
		if _, ok := out[strings.TrimPrefix(strings.TrimSuffix(to, "/")+"/index.html", "/")]; !ok {
			t.Errorf("%s leads to /%s, which is not there", name, to)
		}
	}
}

// Feeds and sitemaps contain absolute addresses, even of a blog that was never
// served.
func TestPlainFilesOfABlogWhoseAddressIsNotKnown(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	gate := publish.New(store)
	if _, err := gate.Save(t.Context(), ada, publish.Save{Publish: true, Entry: publish.Entry{Title: "Heron", Body: "Words.", Tags: blog.ParseTags("birds")}}); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	handler := func(base string) (http.Handler, error) {
		return web.New(web.Options{
			Store: store, Gate: gate, Auth: auth.New(store, auth.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)}), Look: capture.NewLook(nil, time.Now),
			Log: slog.New(slog.DiscardHandler), BaseURL: base, Now: func() time.Time { return sqlitetest.Start }, Static: true,
		})
	}
	if _, err := site.New(store, handler).Files(t.Context(), "", func(name string, data []byte) error {
		out[name] = string(data)
		return nil
	}, nil); err != nil {
		t.Fatal(err)
	}
	for name, text := range out {
		if strings.Contains(text, "http:///") || strings.Contains(text, `http:\/\/\/`) {
			t.Errorf("%s names an empty host: %s", name, text)
		}
		if strings.HasSuffix(name, ".html") {
			links(t, out, name, text)
		}
	}
	for _, name := range []string{"index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml", "robots.txt", "links/heron/index.html"} {
		if !strings.Contains(out[name], blog.LocalBase+"/") {
			t.Errorf("%s does not say where the blog is: %s", name, out[name])
		}
	}
}
