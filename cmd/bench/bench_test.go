package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pullquote/internal/app"
)

func TestAnAnswerIsReadToItsEndAndNoFurther(t *testing.T) {
	for _, tc := range []struct{ name, answer, fault string }{
		{"with a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ""},
		{"in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n0123456789\r\n0\r\n\r\n", ""},
		{"of another status", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404"},
		{"without a length", "HTTP/1.1 200 OK\r\n\r\n", "length"},
		{"cut short", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "EOF"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := bufio.NewReader(strings.NewReader(tc.answer + "next"))
			if tc.fault == "EOF" {
				in = bufio.NewReader(strings.NewReader(tc.answer))
			}
			err := skipAnswer(in)
			if tc.fault != "" {
				if err == nil || !strings.Contains(err.Error(), tc.fault) {
					t.Fatalf("gives %v", err)
				}
				return
			}
			if rest, _ := in.ReadString(0); err != nil || rest != "next" {
				t.Fatalf("leaves %q, %v", rest, err)
			}
		})
	}
}

// TestEveryKindOfPageAndEverySearchIsAnswered generates a small blog and requests
// everything that is measured.
func TestEveryKindOfPageAndEverySearchIsAnswered(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	dir := t.TempDir()
	folder, err := keptBlog(t.Context(), dir, minimalSize, log)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(filepath.Join(folder, "pullquote.db"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := keptBlog(t.Context(), dir, minimalSize, log)
	if err != nil || again != folder {
		t.Fatalf("a kept blog is in %s, %v", again, err)
	}
	if after, err := os.Stat(filepath.Join(folder, "pullquote.db")); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("a kept blog is made anew: %v", err)
	}
	pages, err := kinds(t.Context(), folder, minimalSize)
	if err != nil {
		t.Fatal(err)
	}
	s, err := serve(t.Context(), app.Config{Data: folder, Log: log, PageCache: cacheOff})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}()
	all := kind{name: "search"}
	db, err := bare(folder, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range questions() {
		all.asks = append(all.asks, ask{Path: q.path()})
		if err := q.alone(t.Context(), db); err != nil {
			t.Errorf("%s alone: %v", q.text, err)
		}
	}
	for _, k := range append(pages, all) {
		if len(k.asks) == 0 {
			t.Errorf("there is no page of kind %s", k.name)
			continue
		}
		in, err := json.Marshal(job{Addr: s.addr, Asks: k.asks, Connections: 2, Count: len(k.asks)})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := generate(t.Context(), bytes.NewReader(in), &out); err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		var d done
		if err := json.Unmarshal(out.Bytes(), &d); err != nil || d.Answered != len(k.asks) || d.quantile(0.5) <= 0 {
			t.Errorf("%s: %d of %d answered, median %v, %v", k.name, d.Answered, len(k.asks), d.quantile(0.5), err)
		}
	}
}

func TestABareHandlerWritesTheSameBytes(t *testing.T) {
	body := []byte("the same bytes")
	addr, stop, err := serveBare(http.Header{"Content-Encoding": {"gzip"}, "Etag": {`"1"`}}, body, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	header, got, err := fetch(context.Background(), addr, ask{Path: "/", Encoding: "gzip"})
	if err != nil || !bytes.Equal(got, body) || header.Get("Etag") != `"1"` || header.Get("Content-Encoding") != "gzip" {
		t.Errorf("%q with %v, %v", got, header, err)
	}
}

func TestABareBlogAnswersAsTheProgramAndCommitsEachForm(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	folder, err := keptBlog(t.Context(), t.TempDir(), minimalSize, log)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "bare")
	if err := copyBlog(t.Context(), folder, to); err != nil {
		t.Fatal(err)
	}
	s, err := serve(t.Context(), app.Config{Data: folder, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	home := ask{Path: "/"}
	least, err := newBareBlog(t.Context(), s.addr, []kind{{"home", []ask{home}}}, folder, to)
	if err != nil {
		t.Fatal(err)
	}
	addr, stop, err := least.serve(log)
	if err != nil {
		t.Fatal(err)
	}
	_, want, err := fetch(t.Context(), s.addr, home)
	if err != nil {
		t.Fatal(err)
	}
	if _, got, err := fetch(t.Context(), addr, home); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the bare home page is %q, %v", got, err)
	}
	p, err := newPress(t.Context(), s, minimalSize)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := p.send(t.Context(), addr, form(p.next())); err != nil {
			t.Fatal(err)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	db, err := bare(to, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n, err := column(t.Context(), db, "SELECT count(*) FROM post"); err != nil || len(n) != 1 || n[0] != strconv.Itoa(minimalSize+3) {
		t.Errorf("%v posts, %v", n, err)
	}
}
