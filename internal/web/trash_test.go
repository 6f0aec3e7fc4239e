package web_test

import (
	"net/http"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

func TestTheTrashAndBack(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "A post", URL: "https://news.example/", Tags: blog.ParseTags("press")}})
	r := v.get("/links/a-post/").status(t, http.StatusOK)
	if r.attr("article form", "action") != "/posts/1/trash" {
		t.Fatal("the author can't delete it from its page")
	}
	v.get("/posts/1/trash").status(t, http.StatusNotFound) // no link deletes

	r = v.post("/posts/1/trash", nil)
	r.status(t, http.StatusSeeOther)
	r = v.get(r.Header().Get("Location")).status(t, http.StatusOK)
	if !strings.Contains(r.text("[role=status]"), "“A post” is in the trash.") || r.attr("[role=status] form", "action") != "/posts/1/restore" {
		t.Errorf("the desk says %q", r.text("[role=status]"))
	}
	reader := h.reader()
	reader.get("/links/a-post/").status(t, http.StatusGone)
	if r := reader.get("/").status(t, http.StatusOK); r.has("article") {
		t.Error("the home page shows what was deleted")
	}
	reader.get("/tags/press/").status(t, http.StatusNotFound)
	r = v.get("/desk?shelf=trash").status(t, http.StatusOK)
	history := v.get(r.attr("td a", "href")).status(t, http.StatusOK)
	if history.text("h1") != "History: A post" || history.has("main a") {
		t.Errorf("the history of a post in the trash is %s", history.Body)
	}
	if got := r.texts("td button"); strings.Join(got, ", ") != "Restore, Yes, delete it for good" {
		t.Errorf("the trash offers %q", got)
	}

	r = v.post("/posts/1/restore", nil)
	r = v.get(r.Header().Get("Location")).status(t, http.StatusOK)
	if !strings.Contains(r.text("[role=status]"), "is back") {
		t.Errorf("the desk says %q", r.text("[role=status]"))
	}
	reader.get("/links/a-post/").status(t, http.StatusOK)
	reader.get("/tags/press/").status(t, http.StatusOK)

	v.post("/posts/1/purge", nil).status(t, http.StatusConflict)
	v.post("/posts/1/trash", nil).status(t, http.StatusSeeOther)
	v.post("/posts/1/trash", nil).status(t, http.StatusSeeOther) // repeating it changes nothing
	v.post("/posts/1/purge", nil).leads(t, http.StatusSeeOther, "/desk?shelf=trash")
	reader.get("/links/a-post/").status(t, http.StatusGone)
	for _, address := range []string{"/posts/1/edit", "/posts/1/history", "/posts/99/edit", "/posts/0/edit", "/posts/x/edit", "/posts/-1/history"} {
		v.get(address).status(t, http.StatusNotFound)
	}
	for _, address := range []string{"/posts/1/trash", "/posts/1/restore", "/posts/1/purge", "/posts/x/trash"} {
		v.post(address, nil).status(t, http.StatusNotFound)
	}
	h.published("A post")
	if p := h.newest(blog.ShelfPublished); p.Path != "/links/a-post-2/" {
		t.Errorf("a deleted post's address is given to another: %s", p.Path)
	}
}

func TestReadersNeverSeeADraft(t *testing.T) {
	h := newHouse(t)
	h.save(publish.Save{Entry: publish.Entry{Title: "Secret plan", Body: "Words.", Slug: "secret-plan", Tags: blog.ParseTags("secret, press")}})
	h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "A post", Body: "Words.", Tags: blog.ParseTags("press")}})
	for _, address := range []string{"/", "/tags/press/", "/tags/secret/", "/links/secret-plan/", "/links/secret-plan", "/?p=1", "/links/a-post/"} {
		// The words of the address itself may be in the search field.
		r := h.reader().get(address)
		if shown := strings.ReplaceAll(strings.ToLower(r.Body.String()), `value="secret plan"`, ""); strings.Contains(shown, "secret plan") {
			t.Errorf("%s shows it", address)
		}
	}
	for _, address := range []string{"/posts/1/edit", "/posts/1/history", "/desk?shelf=drafts", "/compose"} {
		r := h.reader().get(address).status(t, http.StatusSeeOther)
		if !strings.HasPrefix(r.Header().Get("Location"), "/login?next=") || r.Body.Len() != 0 {
			t.Errorf("%s answers %q %s", address, r.Header().Get("Location"), r.Body)
		}
	}
	for _, address := range []string{"/posts/1/edit", "/posts/1/trash", "/posts/1/restore", "/posts/1/purge", "/settings", "/settings/password", "/settings/sessions", "/compose"} {
		r := h.reader().post(address, draft("action", "preview")).status(t, http.StatusUnauthorized)
		if strings.Contains(r.Body.String(), "Secret plan") {
			t.Errorf("%s shows it", address)
		}
	}
	if p := h.stored(1); p.InTrash() || p.Version != 1 {
		t.Error("a stranger has changed it")
	}
	r := h.ada().get("/desk?shelf=drafts").status(t, http.StatusOK)
	if got := r.text("td a"); got != "Secret plan" {
		t.Errorf("the desk shows %q", got)
	}
}

func TestTheDeskTurnsItsPages(t *testing.T) {
	h := newHouse(t)
	for range 51 {
		h.published("A post")
	}
	v := h.ada()
	v.get("/desk?shelf=attic").status(t, http.StatusNotFound)
	v.get("/desk?before=x").status(t, http.StatusNotFound)
	r := v.get("/desk").status(t, http.StatusOK)
	if len(r.all("tbody tr")) != 50 || r.has(".pq-pager a[rel=nofollow]") || r.text(".pq-pager") != "Older" {
		t.Errorf("the first page has %d rows, and leads to %q", len(r.all("tbody tr")), r.text(".pq-pager"))
	}
	r = v.get(r.attr(".pq-pager a[rel=next]", "href")).status(t, http.StatusOK)
	if len(r.all("tbody tr")) != 1 || r.text(".pq-pager") != "Newest" {
		t.Errorf("the second page has %d rows, and leads to %q", len(r.all("tbody tr")), r.text(".pq-pager"))
	}
	v.get(r.attr(".pq-pager a", "href")).status(t, http.StatusOK)
}

// With a screen reader, the buttons are read one by one, far from the title next to
// them.
func TestWhatTheDeskOffersNamesItsPost(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, title := range []string{"Herons", "Egrets", "Storks"} {
		h.published(title)
	}
	v.post("/posts/3/trash", nil).status(t, http.StatusSeeOther)
	for shelf, want := range map[string]string{
		"published": "Edit Egrets, Delete Egrets, Edit Herons, Delete Herons",
		"trash":     "Restore Storks, Delete for good Storks, Yes, delete it for good Storks",
	} {
		r := v.get("/desk?shelf="+shelf).status(t, http.StatusOK)
		var got []string
		for _, node := range r.all(".pq-do [aria-describedby]") {
			got = append(got, raw(node)+" "+r.text("#"+attr(node, "aria-describedby")))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q", shelf, got)
		}
	}
}
