package web_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
)

// keep stores a picture with its former address, and returns its path.
func (h *house) keep(t *testing.T, data, address string) string {
	t.Helper()
	if err := h.store.AddMedia(t.Context(), 0, sqlite.Media{Type: "image/gif", Name: "a.gif", Data: []byte(data)}, address); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("/media/%x.gif", sha256.Sum256([]byte(data)))
}

// showing stores a post that contains a picture.
func (h *house) showing(path string, publishIt bool) blog.Post {
	return h.save(publish.Save{Publish: publishIt, Entry: publish.Entry{Title: "A post", Body: "Look: ![](" + path + ")"}})
}

func TestPicturesAreServedAsWhatTheyAre(t *testing.T) {
	h := newHouse(t)
	path := h.keep(t, "GIF89a", "http://old.example/a.gif")
	h.showing(path, true)
	r := h.reader().get(path).status(t, http.StatusOK)
	if r.Header().Get("Content-Type") != "image/gif" || !strings.Contains(r.Header().Get("Content-Security-Policy"), "sandbox") || r.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v", r.Header())
	}
	h.reader().get(strings.Replace(path, ".gif", ".html", 1)).status(t, http.StatusNotFound)
	h.reader().get("/media/nothing.gif").status(t, http.StatusNotFound)
}

func TestWhoHasAPictureIsNotSentItAgain(t *testing.T) {
	h := newHouse(t)
	path := h.keep(t, "GIF89a", "http://old.example/a.gif")
	p := h.showing(path, true)
	tag := h.reader().get(path).status(t, http.StatusOK).Header().Get("ETag")
	v := h.reader()
	for match, want := range map[string]int{tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200} {
		v.header = http.Header{"If-None-Match": {match}}
		if r := v.get(path).status(t, want); r.Header().Get("ETag") != tag || !strings.HasPrefix(r.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s: %v", match, r.Header())
		}
	}
	v.header = http.Header{"If-None-Match": {tag}}
	h.ada().post(fmt.Sprintf("/posts/%d/trash", p.ID), nil).status(t, http.StatusSeeOther)
	v.get(path).status(t, http.StatusNotFound) // so that caches notice
}

func TestARangeInAnUnknownUnitIsNoRange(t *testing.T) {
	h := newHouse(t)
	path := h.keep(t, "GIF89a", "http://old.example/a.gif")
	h.showing(path, true)
	for asked, want := range map[string]string{"bytes=0-2": "GIF", "items=0-2": "GIF89a", "Bytes 0-2": "GIF89a"} {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Range", asked)
		rec := httptest.NewRecorder()
		h.handler.ServeHTTP(rec, req)
		if rec.Body.String() != want {
			t.Errorf("%s is answered with %d and %q", asked, rec.Code, rec.Body)
		}
	}
}

func TestReadersGetThePicturesOfPostsThatTheySee(t *testing.T) {
	h := newHouse(t)
	h.sql(`INSERT INTO import_batch (id, format, source, started) VALUES (1, 'wxr', 'old.xml', 0)`)
	h.sql(`INSERT INTO former_host (host, batch_id) VALUES ('old.example', 1)`)
	path := h.keep(t, "GIF89a", "http://old.example/pictures/a.gif")
	former := "/pictures/a.gif"
	reader, ada := h.reader(), h.ada()
	hidden := func(why string) {
		t.Helper()
		for _, address := range []string{path, former} {
			if r := reader.get(address); r.Code != http.StatusNotFound {
				t.Errorf("%s: a reader gets %d at %s", why, r.Code, address)
			}
		}
		r := ada.get(path).status(t, http.StatusOK)
		if r.Body.String() != "GIF89a" || !strings.HasPrefix(r.Header().Get("Cache-Control"), "private") {
			t.Errorf("%s: the author gets %q with %v", why, r.Body, r.Header())
		}
		ada.get(former).leads(t, http.StatusMovedPermanently, path)
	}
	shown := func(why string) {
		t.Helper()
		r := reader.get(path)
		if r.Code != http.StatusOK || !strings.HasPrefix(r.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s: a reader gets %d with %v", why, r.Code, r.Header())
		}
		for _, address := range []string{former, "/pictures/a-300x200.gif"} {
			reader.get(address).leads(t, http.StatusMovedPermanently, path)
		}
	}
	hidden("no post shows it")
	p := h.showing(path, false)
	hidden("a draft shows it")
	h.save(publish.Save{ID: p.ID, Version: 1, Publish: true, Entry: publish.Entry{Title: "A post", Body: p.Body}})
	shown("the draft is published")
	ada.post(fmt.Sprintf("/posts/%d/trash", p.ID), nil).status(t, http.StatusSeeOther)
	hidden("it is in the trash")
	ada.post(fmt.Sprintf("/posts/%d/restore", p.ID), nil).status(t, http.StatusSeeOther)
	shown("it is back")
	h.save(publish.Save{ID: p.ID, Version: 2, Publish: true, Entry: publish.Entry{Title: "A post", Body: "Nothing to see."}})
	hidden("it shows it no more")
	h.showing(path, true)
	shown("another post shows it")
}
