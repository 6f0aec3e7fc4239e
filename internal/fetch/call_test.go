package fetch

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestACallIsReadFromACommandLine(t *testing.T) {
	for text, want := range map[string]string{
		"http://127.0.0.1:6081/":               "PURGE http://127.0.0.1:6081/",
		" POST  https://cdn.example/v1/purge ": "POST https://cdn.example/v1/purge",
		"POST":                                 "", "": "", "PU(RGE http://a.example/": "", "ftp://a.example/": "", "/purge": "",
	} {
		call, err := NewCall(text, []string{"Fastly-Key: s3cret, with a comma", "X-Empty:"}, "{}")
		if got := strings.TrimSpace(call.Method + " " + call.URL); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
		if err == nil && (call.Header.Get("Fastly-Key") != "s3cret, with a comma" || call.Body != "{}") {
			t.Errorf("%q: %v", text, call)
		}
	}
	for _, header := range []string{"no colon", "bad name: x", "a: b\r\nc: d", ": x"} {
		if _, err := NewCall("http://a.example/", []string{header}, ""); blog.KindOf(err) != blog.Invalid {
			t.Errorf("the header %q gives %v", header, err)
		}
	}
}

func TestACallIsSentThroughTheGuard(t *testing.T) {
	status := http.StatusOK
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Host+" "+r.Header.Get("X-Key")+" "+string(body))
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer server.Close()
	call, err := NewCall("BAN "+server.URL+"/all", []string{"X-Key: k", "Host: links.example"}, "everything")
	if err != nil {
		t.Fatal(err)
	}
	strict, dialled := client(t, Options{})
	if err := strict.Send(t.Context(), call); blog.KindOf(err) != blog.Unavailable || len(dialled.all()) > 0 {
		t.Errorf("a strict client answers %v and dials %v", err, dialled.all())
	}
	open, _ := client(t, Options{AllowHosts: []string{strings.TrimPrefix(server.URL, "http://")}})
	if err := open.Send(t.Context(), call); err != nil {
		t.Error(err)
	}
	for _, status = range []int{http.StatusFound, http.StatusForbidden, http.StatusBadGateway} {
		if err := open.Send(t.Context(), call); blog.KindOf(err) != blog.Unavailable {
			t.Errorf("an answer of %d gives %v", status, err)
		}
	}
	if len(got) != 4 || got[0] != "BAN /all links.example k everything" {
		t.Errorf("the server heard %q", got)
	}
}
