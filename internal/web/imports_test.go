package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
	"pullquote/internal/web"
)

// withTransfer returns a house with imports and exports.
func withTransfer(t *testing.T) *house {
	t.Helper()
	return newHouse(t, func(o *web.Options) {
		im := transfer.New(o.Store, o.Gate, nil, filepath.Join(t.TempDir(), "transfer"), func() time.Time { return morning })
		o.Held = transfer.NewHeld(im, slog.New(slog.DiscardHandler))
		o.Exporter = transfer.NewExporter(o.Store, nil, transfer.ExporterOptions{
			Base: func(context.Context) (string, error) { return "https://blog.example", nil }, Program: "Pullquote", Now: func() time.Time { return morning },
		})
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			o.Held.Run(ctx)
			close(done)
		}()
		t.Cleanup(func() {
			cancel()
			<-done
		})
	})
}

// upload sends files, given as alternating names and contents.
func (v *visitor) upload(files ...string) reply {
	v.t.Helper()
	return v.uploadWith(url.Values{"format": {"auto"}}, files...)
}

// uploadWith sends files, preceded by the fields of the form.
func (v *visitor) uploadWith(fields url.Values, files ...string) reply {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, value := range values {
			if err := form.WriteField(name, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	for i := 0; i < len(files); i += 2 {
		part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="files"; filename="` + files[i] + `"`}})
		if err != nil {
			v.t.Fatal(err)
		}
		if _, err := io.WriteString(part, files[i+1]); err != nil {
			v.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.send(http.MethodPost, "/import", form.FormDataContentType(), &body)
}

// settled requests an import's page until it is no longer running.
func (v *visitor) settled(address string) reply {
	v.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		r := v.get(address).status(v.t, http.StatusOK)
		if !r.has("progress") {
			return r
		}
	}
	v.t.Fatal("the import never comes to an end")
	return reply{}
}

const heronFile = "---\ntitle: A heron\nlink: https://news.example/heron\npermalink: /birds/heron/\ndate: 2012-11-21\n---\nIt *stood*.\n"

func TestAnArchiveComesInThroughTheBrowser(t *testing.T) {
	h := withTransfer(t)
	v := h.ada()
	v.get("/import").status(t, http.StatusOK)
	r := v.upload("site/_posts/a.md", heronFile, "site/_posts/b.md", "---\ntitle: never ends\n")
	r.status(t, http.StatusSeeOther)
	address := r.Header().Get("Location")
	r = v.settled(address)
	if got := r.texts(".pq-tabs a"); !slices.Equal(got, []string{"All 2", "New 1", "Rejected 1"}) || h.count(blog.ShelfPublished) != 0 {
		t.Errorf("the rehearsal says %q; %d posts are there", got, h.count(blog.ShelfPublished))
	}
	if got := v.get("/import").text(".pq-table tbody"); !strings.Contains(got, "rehearsed, and not brought in") {
		t.Errorf("the list says %q", got)
	}
	preview := v.get(r.attr(".pq-report a", "href")).status(t, http.StatusOK)
	if preview.text("article .p-name") != "A heron" || preview.text("article em") != "stood" || !strings.Contains(preview.text(".pq-facts"), "/birds/heron/") {
		t.Errorf("the preview is %s", preview.Body)
	}
	if r := v.get(address+"?outcome=rejected").status(t, http.StatusOK); !strings.Contains(r.text(".pq-report"), "never ends") || strings.Contains(r.text(".pq-report"), "heron") {
		t.Errorf("filtered for the rejected: %s", r.text(".pq-report"))
	}
	if r := v.get(address+"?q=HERON").status(t, http.StatusOK); len(r.all(".pq-report tbody tr")) != 1 {
		t.Errorf("filtered by words: %s", r.text(".pq-report"))
	}
	v.post(address+"/go", nil).leads(t, http.StatusSeeOther, address)
	v.settled(address)
	h.reader().get("/birds/heron/").status(t, http.StatusOK)
	if r := v.post(address+"/go", nil); r.Code != http.StatusConflict || !r.has("[role=alert]") {
		t.Errorf("a second word: %d", r.Code)
	}
	v.post(address+"/undo", nil).leads(t, http.StatusSeeOther, address)
	v.settled(address)
	h.reader().get("/birds/heron/").status(t, http.StatusNotFound)

	if r := v.upload(); r.Code != http.StatusUnprocessableEntity || !strings.Contains(r.text("[role=alert]"), "Choose the files") {
		t.Errorf("no files: %d %s", r.Code, r.text("[role=alert]"))
	}
	again := v.upload("a.md", heronFile).Header().Get("Location")
	v.settled(again)
	v.post(again+"/discard", nil).leads(t, http.StatusSeeOther, "/import?notice=discarded")
	v.get(again).status(t, http.StatusNotFound)
	for _, address := range []string{"/import", "/import/1", "/export", "/export/json"} {
		if r := h.reader().get(address); r.Code != http.StatusSeeOther {
			t.Errorf("a reader gets %d at %s", r.Code, address)
		}
	}
}

func TestPagesComeInThroughTheBrowserIfTheirBoxIsTicked(t *testing.T) {
	h := withTransfer(t)
	v := h.ada()
	form := v.get("/import").status(t, http.StatusOK)
	if got := form.text("label[for=pq-pages]"); got != "Pages, too" || form.attr("#pq-pages", "name") != "pages" {
		t.Errorf("the box is called %q", got)
	}
	files := []string{"site/a.md", heronFile, "site/about.md", "---\nlayout: page\ntitle: About\ndate: 2009-04-03\n---\nMe.\n"}
	without := v.upload(files...).Header().Get("Location")
	if r := v.settled(without); !strings.Contains(r.text(".pq-report"), "Import again with “Pages, too” (--pages)") {
		t.Errorf("without, the report says %s", r.text(".pq-report"))
	}
	v.post(without+"/go", nil).leads(t, http.StatusSeeOther, without)
	v.settled(without)
	h.reader().get("/about/").status(t, http.StatusNotFound)

	with := v.uploadWith(url.Values{"pages": {"1"}}, files...).Header().Get("Location")
	if got := v.settled(with).texts(".pq-tabs a"); !slices.Equal(got, []string{"All 2", "New 1", "Unchanged 1"}) {
		t.Errorf("the rehearsal says %q", got)
	}
	v.post(with+"/go", nil).leads(t, http.StatusSeeOther, with)
	v.settled(with)
	h.reader().get("/about/").status(t, http.StatusOK)
	if r := h.reader().get("/2009/04/03/").status(t, http.StatusOK); r.text("article .p-name") != "About" {
		t.Errorf("on its day there is %s", r.text("main"))
	}
}

func TestAnUploadIsFilesAndAFewFields(t *testing.T) {
	h := withTransfer(t)
	v := h.ada()
	many := url.Values{"a": make([]string, 1000)}
	for name, fields := range map[string]url.Values{
		"a long field": {"format": {strings.Repeat("x", 64<<10)}},
		"a long name":  {strings.Repeat("x", 64<<10): {""}},
		"many fields":  many,
	} {
		r := v.uploadWith(fields, "a.md", heronFile)
		if r.Code != http.StatusRequestEntityTooLarge || !strings.Contains(r.text("[role=alert]"), "more beside the files") || !r.has("[data-upload]") {
			t.Errorf("%s: %d, %s", name, r.Code, r.text("main"))
		}
	}
	if batches, err := h.store.Batches(t.Context(), 9); err != nil || len(batches) > 0 {
		t.Errorf("imports are %+v, %v", batches, err)
	}
	v.uploadWith(url.Values{"a": make([]string, 100), "format": {"auto"}}, "a.md", heronFile).status(t, http.StatusSeeOther)
}

func TestEverythingGoesOutThroughTheBrowser(t *testing.T) {
	h := withTransfer(t)
	h.published("A post")
	v := h.ada()
	v.get("/export").status(t, http.StatusOK)
	for _, format := range []string{"wxr", "pinboard"} {
		r := v.get("/export/"+format).status(t, http.StatusOK)
		if !strings.Contains(r.Body.String(), "Words about A post.") || !strings.Contains(r.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %s", format, r.Body)
		}
	}
	r := v.get("/export/frontmatter").status(t, http.StatusOK)
	if _, err := zip.NewReader(bytes.NewReader(r.Body.Bytes()), int64(r.Body.Len())); err != nil {
		t.Errorf("frontmatter: %v", err)
	}
	v.get("/export/papyrus").status(t, http.StatusNotFound)

	if r := v.post("/export", map[string][]string{"nightly_folder": {"../../etc"}, "nightly_format": {"json"}}); r.Code != http.StatusUnprocessableEntity || !r.has("[role=alert]") {
		t.Errorf("a folder outside: %d", r.Code)
	}
	v.post("/export", map[string][]string{"nightly_folder": {"nightly"}, "nightly_format": {"json"}, "nightly_git": {"1"}}).leads(t, http.StatusSeeOther, "/export?notice=saved")
	settings, err := h.store.Settings(t.Context())
	if err != nil || settings.Nightly != (blog.Nightly{Folder: "nightly", Format: "json", Git: true}) {
		t.Errorf("%+v, %v", settings.Nightly, err)
	}
}

func TestOtherProgramsArchivesLeadToTags(t *testing.T) {
	h := newHouse(t)
	p := h.published("A post")
	h.sql(`INSERT INTO tag (slug, name) VALUES ('small-towns', 'Small Towns')`)
	h.sql(`INSERT INTO post_tag (post_id, tag_id, position, name, published) SELECT 1, id, 0, name, 1 FROM tag`)
	for _, address := range []string{"/category/small-towns/", "/blog/tag/small-towns", "/tagged/small+towns", "/tag/small-towns/page/2/"} {
		h.reader().get(address).leads(t, http.StatusMovedPermanently, "/tags/small-towns/")
	}
	h.reader().get("/category/places/small-towns/feed/").leads(t, http.StatusMovedPermanently, "/tags/small-towns/feed.xml")
	h.reader().get("/category/large-towns/").status(t, http.StatusNotFound)
	h.sql(`INSERT INTO address (key, post_id, canonical) VALUES ('/?WDWyig', 1, 0)`)
	h.reader().get("/?WDWyig").leads(t, http.StatusMovedPermanently, p.Path)
	h.sql(`INSERT INTO address (key, post_id, canonical) VALUES ('/blog?p=7', 1, 0)`)
	h.reader().get("/blog/?p=7").leads(t, http.StatusMovedPermanently, p.Path)
	h.reader().get(p.Path+"?p=7").status(t, http.StatusOK)
	h.reader().get("/?abcdef").leads(t, http.StatusMovedPermanently, "/")
}

func TestAPictureThatCameInIsFoundWhereItWas(t *testing.T) {
	h := withTransfer(t)
	v := h.ada()
	h.reader().get("/images/c.png").status(t, http.StatusNotFound) // which is not remembered
	picture := "\x89PNG\r\n\x1a\n"
	address := v.upload(
		"site/a.md", "---\ntitle: A heron\ndate: 2012-11-21\n---\n![](/images/c.png) ![](/images/gone.png)\n",
		"site/b.md", "---\ntitle: A stork\npermalink: http://www.old.example/stork/\ndate: 2012-11-22\n---\n![](wide%20d.png) ![](http://old.example/media/e.png) ![](/f.png?w=300)\n",
		"site/images/c.png", picture+"c", "site/stork/wide d.png", picture+"d", "site/media/e.png", picture+"e", "site/f.png", picture+"f",
	).Header().Get("Location")
	v.settled(address)
	h.reader().get("/images/c.png").status(t, http.StatusNotFound) // it was only rehearsed
	v.post(address+"/go", nil).leads(t, http.StatusSeeOther, address)
	if report := v.settled(address).text(".pq-report"); !strings.Contains(report, "Pictures that did not come along: /images/gone.png (not in the archive).") {
		t.Errorf("the report says %s", report)
	}
	for asked, want := range map[string]string{"/images/c.png": "c", "/images/c.png?v=2": "c", "/stork/wide%20d.png": "d", "/media/e.png": "e", "/f.png?w=300": "f"} {
		to := h.reader().get(asked).status(t, http.StatusMovedPermanently).Header().Get("Location")
		if r := h.reader().get(to).status(t, http.StatusOK); r.Body.String() != picture+want {
			t.Errorf("%s leads to %s, which is %q", asked, to, r.Body)
		}
	}
	for _, asked := range []string{"/images/gone.png", "/c.png", "/media/d.png", "/other/images/c.png"} {
		h.reader().get(asked).status(t, http.StatusNotFound)
	}
	v.post(address+"/undo", nil).leads(t, http.StatusSeeOther, address)
	v.settled(address)
	h.reader().get("/images/c.png").status(t, http.StatusNotFound)
}

// stalling is a body that hits the read deadline after its beginning.
type stalling struct{ beginning io.Reader }

func (s stalling) Read(p []byte) (int, error) {
	if n, err := s.beginning.Read(p); err == nil {
		return n, nil
	}
	return 0, &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}
}

func TestFilesThatStopComingAreNotImported(t *testing.T) {
	h := withTransfer(t)
	v := h.ada()
	for name, sent := range map[string]string{
		"before the first part": "",
		"within a file":         "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.md\"\r\n\r\n---\ntitle: Her",
		"within a field":        "--b\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\nau",
		"between two parts":     "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.md\"\r\n\r\nHeron\r\n--b\r\nContent-Dis",
	} {
		r := v.send(http.MethodPost, "/import", "multipart/form-data; boundary=b", stalling{strings.NewReader(sent)}).status(t, http.StatusRequestTimeout)
		if r.Header().Get("Connection") != "close" || !strings.Contains(r.Body.String(), "nothing came any more") || len(r.all("form")) == 0 {
			t.Errorf("%s: it gets %v %s", name, r.Header(), r.Body)
		}
	}
	if batches, err := h.store.Batches(t.Context(), 9); err != nil || len(batches) > 0 {
		t.Errorf("imports are %+v, %v", batches, err)
	}
}
