package app_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// A connection that is closed while something that was sent has not been read is
// cut off by the system, and the answer with it.
func TestWhoSendsABodyThatNobodyAsksForGetsTheWholeAnswer(t *testing.T) {
	r := startSetUp(t)
	ask := func(body int) string {
		t.Helper()
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(time.Minute))
		fmt.Fprintf(conn, "GET /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", body, strings.Repeat("a", body))
		answer, err := io.ReadAll(conn)
		if err != nil {
			t.Fatalf("after a body of %d bytes %d came: %v", body, len(answer), err)
		}
		_, page, _ := strings.Cut(string(answer), "\r\n\r\n")
		return page
	}
	want := ask(0)
	for _, body := range []int{1, 9_300, 200_000} {
		if got := ask(body); got != want {
			t.Errorf("a body of %d bytes gets %d, not %d", body, len(got), len(want))
		}
	}
}
