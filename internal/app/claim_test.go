package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

func TestAFolderIsServedByOneAndHandedOverToTheNext(t *testing.T) {
	t.Parallel()
	config := app.Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler), Serving: true, Limits: app.DefaultLimits()}
	config.Limits.Shutdown = time.Minute
	first, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := first.Auth.SetUp(t.Context(), auth.SetUp{Title: "Marginalia", Name: "Ada Example", Username: "ada", Password: password, TimeZone: "UTC", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- first.Serve(ctx, listener, io.Discard) }()
	get(t, url+"/healthz")

	if _, err := app.Open(t.Context(), config); blog.KindOf(err) != blog.Conflict || !strings.Contains(err.Error(), "at "+url) {
		t.Errorf("a second server is told: %v", err)
	}
	beside := config
	beside.Serving = false
	command, err := app.Open(t.Context(), beside)
	if err != nil {
		t.Fatalf("a command beside it: %v", err)
	}
	if err := command.Close(); err != nil {
		t.Error(err)
	}

	// A request under way keeps the first from its end. When it hears 100, its body
	// is being read.
	under, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer under.Close()
	const form = "username=ada&password=wrong"
	fmt.Fprintf(under, "POST /login HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", len(form))
	answers := bufio.NewReader(under)
	if said, err := answers.ReadString('\n'); !strings.HasPrefix(said, "HTTP/1.1 100 ") {
		t.Fatalf("before the body it answers %q, %v", said, err)
	}

	end()
	second, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("the next server is told: %v", err)
	}
	defer second.Close()
	select {
	case err := <-done:
		t.Errorf("the first has ended already: %v", err)
	default:
	}
	io.WriteString(under, form)
	if _, err := answers.ReadString('\n'); err != nil { // the line behind the 100
		t.Fatal(err)
	}
	if answer, err := http.ReadResponse(answers, nil); err != nil || answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("the first answers %v, %v while the next begins", answer, err)
	}
	if err := <-done; err != nil {
		t.Errorf("the first ends with %v", err)
	}
}
