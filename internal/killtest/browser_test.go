//go:build unix

package killtest

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) (answer, error) {
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	resp, err := b.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(body)}, err
}

// get asks for a page. An error is a connection that broke.
func (b *browser) get(path string) (answer, error) {
	r, err := http.NewRequest(http.MethodGet, b.url+path, nil)
	if err != nil {
		return answer{}, err
	}
	return b.do(r)
}

// post sends a form.
func (b *browser) post(path string, form url.Values) (answer, error) {
	r, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// upload hands an archive in.
func (b *browser) upload(name, content string) (answer, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("files", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = form.WriteField("format", "auto")
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return answer{}, err
	}
	r, err := http.NewRequest(http.MethodPost, b.url+"/import", &body)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

// page asks for a page that has to come.
func (b *browser) page(t *testing.T, path string) answer {
	t.Helper()
	a, err := b.get(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return a
}

// main returns the beginning of what a page shows, for messages.
func (a answer) main() string {
	_, main, found := strings.Cut(a.body, "<main")
	if !found {
		main = a.body
	}
	return main[:min(len(main), 1500)]
}

// wants fails the test unless the answer has the status and says all that.
func (a answer) wants(t *testing.T, what string, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: the answer is %d, not %d: %s", what, a.status, status, a.main())
		return
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("%s: the page lacks %q: %s", what, w, a.main())
		}
	}
}

// signIn returns the cookie of a new session.
func (p *program) signIn() *http.Cookie {
	p.t.Helper()
	a, err := newBrowser(p.url, nil).post("/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil {
		p.t.Fatal(err)
	}
	cookie, err := sessionOf(a)
	if err != nil {
		p.t.Fatal(err)
	}
	return cookie
}

func sessionOf(a answer) (*http.Cookie, error) {
	resp := http.Response{Header: a.header}
	for _, c := range resp.Cookies() {
		if c.Name == "pullquote" && c.Value != "" {
			return &http.Cookie{Name: c.Name, Value: c.Value}, nil
		}
	}
	return nil, fmt.Errorf("signing in answers %d: %.300s", a.status, a.body)
}

// reader is a browser without a session.
func (p *program) reader() *browser { return newBrowser(p.url, nil) }

// entry is the form of a new post.
func entry(token string) url.Values {
	return url.Values{
		"url": {"https://news.example/" + token}, "title": {token + " told"}, "body": {words(token, 1)},
		"tags": {"fault, " + token}, "via": {""}, "slug": {""}, "action": {"publish"}, "key": {token}, "version": {"0"}, "format": {""}, "lang": {""},
	}
}

// words are a commentary with a quote. The sizes differ, so that posts need one
// page of the file or several.
func words(token string, n int) string {
	return fmt.Sprintf("> Quoted of %s, the %d. time.\n\nSaid of %s & \u201ethat\u201c, time %d. %s", token, n, token, n, strings.Repeat("More of it. ", n*37%500))
}
