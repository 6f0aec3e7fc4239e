package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
)

func TestAFolderIsServedByOneAndHandedOverToTheNext(t *testing.T) {
	config := app.Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler), Serving: true, Limits: app.DefaultLimits()}
	config.Limits.Drain = 2 * time.Second
	first, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
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
		if status, _ := get(t, url+"/healthz"); status != http.StatusOK {
			t.Errorf("the first answers %d while the next begins", status)
		}
	}
	if err := <-done; err != nil {
		t.Errorf("the first ends with %v", err)
	}
}
