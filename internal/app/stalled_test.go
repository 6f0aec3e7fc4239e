package app_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/app"
)

// Net/http gives a request up when its body does not come in time, as if nobody
// were there any more; the one who sends it has yet to be told.
func TestWhoDoesNotSendAllOfAFormInTimeIsTold(t *testing.T) {
	s := besiege(t, impatient)
	session := s.session(t)
	before, err := s.Store.Highest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const (
		fields = "Content-Type: application/x-www-form-urlencoded\r\n"
		parts  = "Content-Type: multipart/form-data; boundary=b\r\n"
		part   = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nHer"
		form   = "title=Heron&action=publish&body=Wor"
	)
	var all sync.WaitGroup
	for _, tc := range []struct{ name, path, head, sent string }{
		{"nothing of a sign-in", "/login", fields, ""},
		{"half a sign-in", "/login", fields, "username=ada&pass"},
		{"a sign-in in parts", "/login", parts, part},
		{"nothing of a stranger's post", "/compose", fields, ""},
		{"nothing of a post", "/compose", fields + session, ""},
		{"half a post", "/compose", fields + session, form},
		{"half a post in parts", "/compose", parts + session, part},
		{"a part's head", "/compose", parts + session, part + "on\r\n--b\r\nContent-Dis"},
		{"a changed post", "/posts/1/edit", fields + session, form},
		{"the settings", "/settings", fields + session, "title=Other"},
		{"what readers see", "/settings/reading", fields + session, ""},
		{"a password", "/settings/password", fields + session, "password="},
		{"the nightly export", "/export", fields + session, ""},
		{"the nightly backup", "/export/backup", fields + session, ""},
		{"a redirect", "/desk/missed", fields + session, ""},
		{"the set-up", "/setup", fields, "token="},
	} {
		all.Go(func() {
			status, page := s.unfinished(t, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: blog.example\r\n%sContent-Length: 5000\r\n\r\n%s", tc.path, tc.head, tc.sent))
			if status != http.StatusRequestTimeout || !strings.Contains(page, "did not arrive whole in time") || !strings.Contains(page, "<h1") || !strings.Contains(page, "Marginalia") {
				t.Errorf("%s gets %d %s", tc.name, status, page)
			}
		})
	}
	all.Wait()
	if after, err := s.Store.Highest(t.Context()); err != nil || after != before {
		t.Errorf("posts up to %d are stored, not to %d: %v", after, before, err)
	}
	if settings, err := s.Store.Settings(t.Context()); err != nil || settings.Title != "Marginalia" {
		t.Errorf("the blog is called %q, %v", settings.Title, err)
	}
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("the log holds %s", s.log.String())
	}
}

func TestAnArchiveThatStandsStillIsGivenUpWhenItsTimeIsOver(t *testing.T) {
	const pause = 2 * time.Second
	s := besiege(t, func(c *app.Config) { c.Limits.UploadTimeout = pause })
	head := fmt.Sprintf("POST /import HTTP/1.1\r\nHost: blog.example\r\n%sContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n", s.session(t))
	const begin = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"heron.md\"\r\n\r\nIt st"
	for name, sent := range map[string]string{"nothing of it": "", "half of a part's head": begin[:20], "half of a file": begin} {
		before := time.Now()
		status, page := s.unfinished(t, head+sent)
		if took := time.Since(before); status != http.StatusRequestTimeout || !strings.Contains(page, "nothing came any more") || took < pause || took > pause+patience/4 {
			t.Errorf("%s is answered after %s with %d %s", name, took, status, page)
		}
	}
	if batches, err := s.Store.Batches(t.Context(), 9); err != nil || len(batches) != 0 {
		t.Errorf("something was taken: %+v, %v", batches, err)
	}
}

// session returns the headers of a request of the author's.
func (s *siege) session(t *testing.T) (cookies string) {
	home, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range s.ada(t).Jar.Cookies(home) {
		cookies += "Cookie: " + cookie.Name + "=" + cookie.Value + "\r\n"
	}
	return cookies
}

// unfinished sends what is no whole request, and returns the answer, after which the
// server has to close the connection.
func (s *siege) unfinished(t *testing.T, request string) (status int, page string) {
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	io.WriteString(c, request)
	in := bufio.NewReader(c)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	body, err := io.ReadAll(resp.Body)
	if rest, restErr := io.ReadAll(in); err != nil || restErr != nil || len(rest) > 0 || !resp.Close {
		t.Errorf("behind the answer (it says that it is the last: %t) comes %q, %v, %v", resp.Close, rest, err, restErr)
	}
	return resp.StatusCode, string(body)
}
