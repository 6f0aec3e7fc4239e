package listen

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
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
		"within a request":         {[]string{get, "\r\n", "Connection: close\r\n\r\n"}, []int{200, 400}},
	} {
		if got := tell(t, 5*time.Millisecond, tc.pieces...); !slices.Equal(got.statuses, tc.want) {
			t.Errorf("%s: it is answered %v, want %v", name, got.statuses, tc.want)
		}
	}
}

func TestAnEmptyLineBetweenRequestsIsIgnored(t *testing.T) {
	const (
		get  = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
		last = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
		post = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: "
		put  = "PUT /b HTTP/1.1\r\nHost: a\r\nContent-Length: "
		many = "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	)
	for name, tc := range map[string]struct {
		pieces []string
		want   []int
		bodies string
	}{
		"sent together":                   {[]string{get + "\r\n" + get + "\r\n" + last}, []int{200, 200, 200}, ""},
		"sent with the request before it": {[]string{get + "\r\n", last}, []int{200, 200}, ""},
		"sent with the one behind it":     {[]string{get, "\r\n" + last}, []int{200, 200}, ""},
		"sent alone":                      {[]string{get, "\r\n", last}, []int{200, 200}, ""},
		"sent in halves":                  {[]string{get, "\r", "\n", last}, []int{200, 200}, ""},
		"sent by halves":                  {[]string{get + "\r", "\n" + last}, []int{200, 200}, ""},
		"sent with the end of headers":    {[]string{get[:len(get)-2], "\r\n\r\n" + last}, []int{200, 200}, ""},
		"behind several together":         {[]string{get + get + get + "\r\n" + last}, []int{200, 200, 200, 200}, ""},
		"behind some that come in parts":  {[]string{get + get[:20], get[20:], "\r\n" + last}, []int{200, 200, 200}, ""},
		"behind a form":                   {[]string{post + "5\r\n\r\nhello\r\n" + last}, []int{200, 200}, "hello"}, // by net/http itself
		"behind an empty form":            {[]string{post + "0\r\n\r\n\r\n" + last}, []int{200, 200}, ""},
		"behind what is sent to be put":   {[]string{put + "5\r\n\r\nhello", "\r\n" + last}, []int{200, 200}, "hello"},
		"two":                             {[]string{get, "\r\n\r\n" + last}, []int{200, 400}, ""},
		"two together":                    {[]string{get + "\r\n\r\n" + last}, []int{200, 400}, ""},
		"two, one after the other":        {[]string{get, "\r\n", "\r\n" + last}, []int{200, 400}, ""},
		"half a line":                     {[]string{get + "\r" + last}, []int{200, 400}, ""},
		"half a line alone":               {[]string{get, "\r" + last}, []int{200, 400}, ""},
		"the other half":                  {[]string{get, "\n" + last}, []int{200, 400}, ""},

		"a body that is one":               {[]string{post + "2\r\n\r\n\r\n" + last}, []int{200, 200}, "\r\n"},
		"a body that is one, alone":        {[]string{get + put + "2\r\n\r\n", "\r\n", last}, []int{200, 200, 200}, "\r\n"},
		"a body that begins with some":     {[]string{get + put + "6\r\n\r\n\r\n\r\nhi" + last}, []int{200, 200, 200}, "\r\n\r\nhi"},
		"a body that looks like a request": {[]string{put + fmt.Sprint(len(get)+2) + "\r\n\r\n" + get + "\r\n" + last}, []int{200, 200}, get + "\r\n"},
		"the end of headers, alone":        {[]string{get + "GET /a HTTP/1.1\r\nHost: a\r\n", "\r\n", last}, []int{200, 200, 200}, ""},
		"the end of the next headers":      {[]string{get, "GET /a HTTP/1.1\r\n", "Host: a\r\n", "\r\n", last}, []int{200, 200, 200}, ""},
		"the end of short lines' headers":  {[]string{"GET /a HTTP/1.1\nHost: a\n\n" + put + "2\r\n\r\n", "\r\n", last}, []int{200, 200, 200}, "\r\n"},
		"the end of a body in chunks":      {[]string{many + "4\r\n\r\nhi\r\n0\r\n", "\r\n", last}, []int{200, 200}, "\r\nhi"},
		"the ends of chunks":               {[]string{many, "4\r\n\r\nhi", "\r\n", "0\r\n\r\n" + last}, []int{200, 200}, "\r\nhi"},
	} {
		got := tell(t, 5*time.Millisecond, tc.pieces...)
		if !slices.Equal(got.statuses, tc.want) || got.bodies != tc.bodies {
			t.Errorf("%s: it is answered %v, want %v; the bodies are %q, want %q", name, got.statuses, tc.want, got.bodies, tc.bodies)
		}
	}
}

// What is understood must not depend on how the network cut it.
func TestWhereverWhatIsSentIsCutItIsUnderstood(t *testing.T) {
	const whole = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\n" + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n\r\n\r\na\r\n\r" + "\r\n" +
		"GET /a HTTP/1.1\r\nHost: a\r\n\r\n" + "GET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\n" + "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
	check := func(how string, got told) {
		if want := []int{200, 200, 200, 200, 200}; !slices.Equal(got.statuses, want) || got.bodies != "\r\n\r\na\r\n\r" {
			t.Errorf("%s: it is answered %v, want %v; the body is %q", how, got.statuses, want, got.bodies)
		}
	}
	for i := 1; i < len(whole); i++ {
		check(fmt.Sprintf("cut behind %q", whole[:i]), tell(t, time.Millisecond, whole[:i], whole[i:]))
	}
	for n := 1; n < 8; n++ {
		check(fmt.Sprintf("in pieces of %d bytes", n), tell(t, time.Millisecond/4, slices.Collect(pieces(whole, n))...))
	}
}

// pieces cuts a text.
func pieces(text string, n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for part := range slices.Chunk([]byte(text), n) {
			if !yield(string(part)) {
				return
			}
		}
	}
}

// An answer takes its time, and net/http looks meanwhile whether anybody waits for it.
func TestAnEmptyLineThatComesDuringAnAnswerIsIgnored(t *testing.T) {
	const get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
	for name, meanwhile := range map[string][]string{
		"alone":                {"\r\n"},
		"in halves":            {"\r", "\n"},
		"with another request": {"\r\n" + get},
		"with half of one":     {"\r\nGET /a HT", "TP/1.1\r\nHost: a\r\n\r\n"},
		"half":                 {"\r"},
	} {
		asked, answer := make(chan bool), make(chan bool)
		var first sync.Once
		client, _ := served(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			first.Do(func() {
				close(asked)
				<-answer
			})
		}))
		io.WriteString(client, get)
		<-asked
		sent := 0
		for _, piece := range meanwhile {
			io.WriteString(client, piece)
			sent += len(piece)
			time.Sleep(5 * time.Millisecond)
		}
		close(answer)
		in := bufio.NewReader(client)
		if resp, err := http.ReadResponse(in, nil); err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s: %v, %v", name, resp, err)
		}
		io.WriteString(client, ("\r\n" + get)[sent:])
		if resp, err := http.ReadResponse(in, nil); err != nil || resp.StatusCode != 200 {
			t.Errorf("%s: the second is answered %v, %v", name, resp, err)
		}
		client.Close()
	}
}

func TestWhoGoesBehindAnEmptyLineIsNoticed(t *testing.T) {
	asked, gone := make(chan bool), make(chan bool)
	client, _ := served(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- true
		<-r.Context().Done()
		close(gone)
	}))
	io.WriteString(client, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\n")
	<-asked
	client.Close()
	select {
	case <-gone:
	case <-time.After(time.Minute):
		t.Error("the handler is not told")
	}
}

// told is how a server understood what it was sent.
type told struct {
	statuses []int
	bodies   string
}

// tell sends pieces to a server, and gives what it says until it closes the
// connection.
func tell(t *testing.T, pause time.Duration, pieces ...string) (got told) {
	t.Helper()
	var bodies strings.Builder
	client, _ := served(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if p := r.Method + r.URL.Path; p != "GET/a" && p != "POST/b" && p != "PUT/b" {
			t.Errorf("%s was taken for a request of %q", p, pieces)
		}
		io.Copy(&bodies, r.Body)
	}))
	go func() {
		for _, p := range pieces {
			io.WriteString(client, p)
			time.Sleep(pause)
		}
	}()
	in := bufio.NewReader(client)
	for {
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			got.bodies = bodies.String()
			return got
		}
		io.Copy(io.Discard, resp.Body)
		got.statuses = append(got.statuses, resp.StatusCode)
	}
}

func TestWhoSendsHalfAnEmptyLineIsNotWaitedForForEver(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c := with(ours)
	c.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	go io.WriteString(theirs, "\r")
	n, err := c.Read(make([]byte, 9))
	if timeout, ok := err.(net.Error); n != 0 || !ok || !timeout.Timeout() {
		t.Errorf("%d bytes, %v", n, err)
	}
}
