package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
	"pullquote/internal/transfer"
	"pullquote/internal/webtest"
)

// checkers is the folder of the page checkers; see tools/package.json.
const checkers = "../../tools/node_modules"

// needCheckers skips where the page checkers are not installed.
func needCheckers(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(checkers); err != nil {
		t.Skip("the page checkers are not installed, so accessibility and validity are not tested; npm ci --prefix tools")
	}
}

// furnish fills a blog with every kind of post, and odd ones, and returns the
// address of each type of page: first those of readers, then the author's.
func furnish(t *testing.T, r *running) (readers, author []string) {
	t.Helper()
	by, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	save := func(publishIt bool, e publish.Entry) blog.Post {
		p, err := r.Gate.Save(t.Context(), by, publish.Save{Publish: publishIt, Entry: e})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	link := save(true, publish.Entry{
		Title: "A link post", URL: "https://news.example/story", Via: "https://friend.example/", Tags: blog.ParseTags("press, سياسة"),
		Body: commentary + "\n\n## A heading\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n1. one\n2. two\n\n```go\nfunc main() {}\n```\n\nWith a footnote.[^1]\n\n[^1]: Here it is.",
	})
	quotation := save(true, publish.Entry{Title: "A quotation", URL: "https://essays.example/", Body: "> Nothing but\n>\n> a quote."})
	note := save(true, publish.Entry{Body: "A note without a title."})
	odd := save(true, publish.Entry{
		Title: strings.Repeat("A very long title ", 12), URL: "https://a-rather-long-host-name.example/", Lang: "ar",
		Body: "نص بالعربية\n\n" + strings.Repeat("Donaudampfschifffahrt", 12),
	})
	draft := save(false, publish.Entry{Title: "A draft", Body: "Not yet."})
	gone := save(true, publish.Entry{Title: "Deleted", Body: "Away."})
	if _, err := r.Gate.Trash(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	rehearsed := rehearse(t, r)
	readers = []string{
		"/", link.Path, quotation.Path, note.Path, odd.Path, link.Tags[0].Path(), link.Tags[1].Path(), gone.Path, "/nothing/here/", "/login",
		"/archive/", link.Published.Format("/2006/"), link.Published.Format("/2006/01/"), link.Published.Format("/2006/01/02/"), "/tags/", "/from/", "/from/news.example/",
		by.Path(), "/links/", "/quotes/", "/notes/", "/search/", "/search/?q=link+OR+quote", "/search/?q=%22unclosed+zzz",
	}
	author = []string{
		"/", link.Path, "/compose", "/compose?url=javascript:x&title=T&text=A+quote", "/desk?shelf=drafts", "/desk?shelf=published",
		fmt.Sprintf("/desk?shelf=trash&notice=trashed&post=%d", gone.ID), "/settings", "/logout", "/tools", "/desk/missed",
		"/compose?v=1&w=1&url=https://news.example/story?utm_source=x&title=A+link+post",
		fmt.Sprintf("/posts/%d/edit?notice=saved", draft.ID), fmt.Sprintf("/posts/%d/history", link.ID),
		"/import", "/export", fmt.Sprintf("/import/%d", rehearsed), fmt.Sprintf("/import/%d?outcome=new&q=heron", rehearsed), fmt.Sprintf("/import/%d/1", rehearsed),
	}
	return readers, author
}

// rehearse hands an archive in and returns its import's number when it waits for
// a word.
func rehearse(t *testing.T, r *running) int64 {
	t.Helper()
	files := []string{"---\ntitle: A heron\nlink: https://example.org/\ndate: 2012-11-21\ntags: [birds]\n---\nWords.\n", "---\ntitle: never ends\n"}
	id, err := r.Held.Receive(t.Context(), func() (transfer.Upload, error) {
		if len(files) == 0 {
			return transfer.Upload{}, io.EOF
		}
		u := transfer.Upload{Name: fmt.Sprintf("site/%d.md", 3-len(files)), Body: strings.NewReader(files[0])}
		files = files[1:]
		return u, nil
	}, func() blog.BatchOptions { return blog.BatchOptions{} })
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		b, err := r.Store.Batch(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if b.State == blog.BatchRehearsed {
			return id
		}
	}
	t.Fatal("the import is not rehearsed")
	return 0
}

// shade looks at the page that is shown with axe in both colour schemes, of
// which the second differs in colours alone, and reports what it finds.
func shade(t *testing.T, b *webtest.Browser, axe, page string) {
	t.Helper()
	webtest.Eval[bool](b, axe+"; true")
	for scheme, rules := range map[string]string{"light": `{}`, "dark": `{runOnly: ["color-contrast", "link-in-text-block"]}`} {
		b.Scheme(scheme)
		found := webtest.Await[string](b, `axe.run(`+rules+`).then(r => r.violations.map(v =>
			v.id + ": " + v.help + "\n  " + v.nodes.map(n => n.html + " " + n.failureSummary).join("\n  ")).join("\n"))`)
		if found != "" {
			t.Errorf("%s, %s:\n%s", page, scheme, found)
		}
	}
}

func TestEveryPageIsAccessible(t *testing.T) {
	needCheckers(t)
	source, err := os.ReadFile(filepath.Join(checkers, "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	axe := string(source)

	fresh := start(t)
	b := webtest.Open(t, fresh.URL)
	for _, page := range []string{fresh.URL + "/", fresh.printed(t)} {
		b.Visit(page)
		shade(t, b, axe, page)
	}

	r := startSetUp(t)
	b = webtest.Open(t, r.URL)
	b.Visit("/")
	shade(t, b, axe, "an empty blog")
	readers, author := furnish(t, r)
	for _, page := range readers {
		b.Visit(page)
		shade(t, b, axe, page)
	}
	b.Visit("/login").Fill("Username", "ada").Fill("Password", "wrong").Press("Sign in")
	shade(t, b, axe, "a wrong password")
	b.Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	for _, page := range author {
		b.Visit(page)
		shade(t, b, axe, page)
	}
	speak(t, r, "de")
	for _, page := range slices.Concat(readers, author) {
		b.Visit(page)
		shade(t, b, axe, page+" in German")
	}
	speak(t, r, "en")
	b.Visit("/compose").Fill("URL", "nonsense").Fill("Tags", "!!!").Fill("Commentary", "Words.").Press("Publish")
	shade(t, b, axe, "a form with faults")
	b.Fill("URL", "https://example.org/").Fill("Tags", "").Press("Preview")
	shade(t, b, axe, "a preview")
	b.Press("Publish").Press("Edit")
	other := b.NewTab().Visit(b.Address())
	other.Fill("Title", "Theirs").Press("Update")
	b.Fill("Title", "Mine").Press("Update")
	shade(t, b, axe, "a conflict")
	signOutElsewhere(t, r)
	b.Press("Update")
	shade(t, b, axe, "signing in again")
}

// speak lets the pages speak a language.
func speak(t *testing.T, r *running, lang string) {
	t.Helper()
	sqlitetest.Change(t, r.Store, func(s *blog.Settings) { s.Reading.Interface = lang })
}

// signOutElsewhere ends all sessions.
func signOutElsewhere(t *testing.T, r *running) {
	t.Helper()
	owner, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Auth.SignOutEverywhere(t.Context(), owner.ID, 0); err != nil {
		t.Fatal(err)
	}
}

func TestEveryPageIsValid(t *testing.T) {
	needCheckers(t)
	dir := t.TempDir()
	keep := func(name string, resp *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		file := strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "_", ":", "_", "%", "_").Replace(name) + ".html"
		if err := os.WriteFile(filepath.Join(dir, file), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	visit := func(c *http.Client, who, base, page string) {
		t.Helper()
		resp, err := c.Get(base + page)
		keep(who+page, resp, err)
	}
	fresh := start(t)
	visit(noRedirect(), "fresh", fresh.URL, "/")
	setup := fresh.printed(t)
	visit(noRedirect(), "fresh", "", setup)

	r := startSetUp(t)
	visit(noRedirect(), "empty", r.URL, "/")
	readers, author := furnish(t, r)
	for _, page := range readers {
		visit(noRedirect(), "reader", r.URL, page)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	signedIn := noRedirect()
	signedIn.Jar = jar
	resp, err := signedIn.PostForm(r.URL+"/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil || resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %v", err)
	}
	resp.Body.Close()
	for _, page := range author {
		visit(signedIn, "author", r.URL, page)
	}
	speak(t, r, "de")
	for _, page := range readers {
		visit(noRedirect(), "Leser", r.URL, page)
	}
	for _, page := range author {
		visit(signedIn, "Autor", r.URL, page)
	}
	speak(t, r, "en")
	faulty := url.Values{"url": {"nonsense"}, "tags": {"!!!"}, "body": {commentary}, "action": {"publish"}}
	resp, err = signedIn.PostForm(r.URL+"/compose", faulty)
	keep("faults", resp, err)
	resp, err = signedIn.PostForm(r.URL+"/compose", url.Values{"url": {"https://example.org/"}, "body": {commentary}, "action": {"preview"}})
	keep("preview", resp, err)
	resp, err = signedIn.PostForm(r.URL+"/posts/1/edit", url.Values{"title": {"Mine"}, "body": {"Mine."}, "version": {"0"}, "action": {"publish"}})
	keep("conflict", resp, err)
	resp, err = noRedirect().PostForm(r.URL+"/compose", faulty)
	keep("again", resp, err)

	check := exec.Command(filepath.Join(checkers, ".bin", "html-validate"), "--config", "../../tools/.htmlvalidate.json", "--formatter", "text", dir)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("html-validate: %v\n%s", err, out)
	}
}
