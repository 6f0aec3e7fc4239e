package listen

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestAnEmptyLineBeforeTheFirstRequestIsIgnored(t *testing.T) {
	const get, post = "GET /a HTTP/1.1\r\nHost: a\r\n", "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
	for name, tc := range map[string]struct {
		pieces []string
		want   []int
	}{
		"none":                     {[]string{get + "Connection: close\r\n\r\n"}, []int{200}},
		"one":                      {[]string{"\r\n" + get + "Connection: close\r\n\r\n"}, []int{200}},
		"one that comes alone":     {[]string{"\r\n", get + "Connection: close\r\n\r\n"}, []int{200}},
		"one that comes in halves": {[]string{"\r", "\n", get + "Connection: close\r\n\r\n"}, []int{200}},
		"one that comes by halves": {[]string{"\r", "\n" + get, "Connection: close\r\n\r\n"}, []int{200}},
		"others behind it":         {[]string{"\r\n" + get + "\r\n" + post + "\r\nhello" + get + "Connection: close\r\n\r\n"}, []int{200, 200, 200}},
		"two":                      {[]string{"\r\n\r\n" + get + "\r\n"}, []int{400}},
		"two, one after the other": {[]string{"\r\n", "\r\n" + get + "\r\n"}, []int{400}},
		"half a line":              {[]string{"\r" + get + "\r\n"}, []int{400}},
		"half a line, then more":   {[]string{"\r", get + "\r\n"}, []int{400}},
		"the other half":           {[]string{"\n" + get + "\r\n"}, []int{400}},
		"behind a form":            {[]string{post + "\r\nhello\r\n" + get + "Connection: close\r\n\r\n"}, []int{200, 200}}, // by net/http itself
		"behind what is no form":   {[]string{get + "\r\n\r\n" + get + "\r\n"}, []int{200, 400}},
		"within a request":         {[]string{get, "\r\n", "Connection: close\r\n\r\n"}, []int{200, 400}},
	} {
		paths := make(chan string, 9)
		client, _ := served(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { paths <- r.Method + " " + r.URL.Path }))
		go func() {
			for _, p := range tc.pieces {
				io.WriteString(client, p)
				time.Sleep(5 * time.Millisecond)
			}
		}()
		in := bufio.NewReader(client)
		var got []int
		for {
			resp, err := http.ReadResponse(in, nil)
			if err != nil {
				break
			}
			io.Copy(io.Discard, resp.Body)
			got = append(got, resp.StatusCode)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: it is answered %v, want %v", name, got, tc.want)
		}
		for close(paths); ; {
			p, ok := <-paths
			if !ok {
				break
			}
			if p != "GET /a" && p != "POST /b" {
				t.Errorf("%s: %s was taken for a request", name, p)
			}
		}
	}
}

func TestWhoSendsHalfAnEmptyLineIsNotWaitedForForEver(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c := with(ours)
	c.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	go io.WriteString(theirs, "\r")
	n, err := c.Read(make([]byte, 9))
	if timeout, ok := err.(net.Error); n != 1 || !ok || !timeout.Timeout() {
		t.Errorf("%d bytes, %v", n, err)
	}
}
