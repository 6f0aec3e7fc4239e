package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/web"
)

// TestKeptPagesShowWhatThereIsWhateverIsDone requests every kind of page after each
// of many changes, from the cache and rendered anew, and expects the same bytes.
func TestKeptPagesShowWhatThereIsWhateverIsDone(t *testing.T) {
	var options web.Options
	h := newHouse(t, func(o *web.Options) { o.PageCache = 8 << 20; options = *o })
	options.PageCache = 0
	fresh, err := web.New(options)
	if err != nil {
		t.Fatal(err)
	}
	body := func(site http.Handler, address string) string {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		r.Host = "blog.example"
		site.ServeHTTP(w, r)
		if w.Code >= 400 {
			return fmt.Sprint(w.Code) // what it proposes depends on how long the search took
		}
		return fmt.Sprint(w.Code, " ", w.Header().Get("ETag"), "\n", w.Body)
	}
	random := rand.New(rand.NewPCG(3, 5))
	tags, sites := []string{"birds", "lakes", "small-towns"}, []string{"news.example", "other.example"}
	addresses := []string{
		"/", "/feed.xml", "/feed.json", "/atom.xml", "/archive/", "/tags/", "/from/", "/links/", "/quotes/", "/notes/", "/author/ada-example/", "/author/ada-example/feed.xml",
		"/search/?q=heron", "/sitemap.xml", "/2026/", "/2026/02/", "/2026/03/", "/2026/04/", "/2026/03/01/", "/2026/03/02/", "/2026/03/03/",
	}
	for _, tag := range tags {
		addresses = append(addresses, "/tags/"+tag+"/", "/tags/"+tag+"/feed.xml")
	}
	for _, site := range sites {
		addresses = append(addresses, "/from/"+site+"/")
	}
	var posts []blog.Post
	one := func() string {
		p := publish.Save{Publish: true, Entry: publish.Entry{Title: fmt.Sprintf("Heron %d", len(posts)), URL: "https://" + sites[random.IntN(2)] + "/", Body: "It stood.", Tags: blog.NewTags(tags[:random.IntN(4)])}}
		switch n := random.IntN(12); {
		case n < 7 || len(posts) == 0:
			if n == 0 {
				p.URL = ""
			}
			posts = append(posts, h.save(p))
			return "a post"
		case n < 8:
			p.Publish = false
			posts = append(posts, h.save(p))
			return "a draft"
		case n < 10:
			i := random.IntN(len(posts))
			if posts[i].InTrash() {
				return "nothing"
			}
			p.ID, p.Version, p.Title = posts[i].ID, posts[i].Version, p.Title+" changed"
			posts[i] = h.save(p)
			return "a change"
		}
		i := random.IntN(len(posts))
		if posts[i].InTrash() {
			posts[i], err = h.gate.Restore(t.Context(), posts[i].ID)
		} else {
			posts[i], err = h.gate.Trash(t.Context(), posts[i].ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		return "the trash"
	}
	changes := 70
	if testing.Short() {
		changes = 25
	}
	for n := range changes {
		h.pass(time.Duration(random.IntN(int(9 * time.Hour))))
		done := one()
		// On a busy machine a search may leave out the newest posts.
		if _, err := options.Store.Index(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		for _, p := range posts {
			if p.Path != "" && !slices.Contains(addresses, p.Path) {
				addresses = append(addresses, p.Path)
				if random.IntN(3) == 0 {
					addresses = append(addresses, "/older/"+blog.Cursor{At: p.Published, ID: p.ID}.String()+"/", "/links/older/"+blog.Cursor{At: p.Published, ID: p.ID}.String()+"/")
				}
			}
		}
		for _, address := range addresses {
			if kept, made := body(h.handler, address), body(fresh, address); kept != made {
				t.Fatalf("after change %d, %s, %s is kept as\n%.3000s\nand would be\n%.3000s", n, done, address, kept, made)
			}
		}
	}
}
