package killtest

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestWithoutFileDescriptorsThoseWhoAreConnectedAreServedAndOthersLater(t *testing.T) {
	f := newLife(t)
	first := f.well()
	f.p.stop()
	// ulimit belongs to every shell.
	f.p = serve(t, f.data, "sh", "-c", `ulimit -n 42 && exec "$@"`, "sh")
	early := newBrowser(f.p.url, f.cookie)
	early.page(t, first.path).wants(t, first.path, http.StatusOK)

	var idle []net.Conn
	for range 80 {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(f.p.url, "http://"), 5*time.Second)
		if err != nil {
			break // the kernel's queue is full, too
		}
		idle = append(idle, conn)
	}
	// Either it meets the limit, or it knows it and lets idle ones go.
	short := func() bool {
		log := f.p.log.String()
		return strings.Contains(log, "too many open files") || strings.Contains(log, "fewer connections than --max-connections")
	}
	for deadline := time.Now().Add(time.Minute); !short(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("80 connections find room in 42 descriptors")
		}
	}
	for range 5 {
		early.page(t, first.path).wants(t, first.path, http.StatusOK)
	}
	s := f.l.begin()
	form := entry(s.token)
	s.attempt(stateOf(form, "published"), func() bool {
		a, err := early.post("/compose", form)
		if err != nil {
			t.Fatal(err)
		}
		a.wants(t, "publishing", http.StatusSeeOther)
		s.path = a.header.Get("Location")
		return a.status == http.StatusSeeOther
	})
	f.calm()
	for _, conn := range idle {
		conn.Close()
	}
	f.well()
	f.read(first)
	checkWorld(t, f.p, f.l)
}
