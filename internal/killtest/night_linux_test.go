package killtest

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

// sends sends a form of the author's that has to be taken.
func (f *life) sends(path string, form url.Values) {
	f.t.Helper()
	a, err := newBrowser(f.p.url, f.cookie).post(path, form)
	if err != nil {
		f.t.Fatal(err)
	}
	a.wants(f.t, path, http.StatusSeeOther)
}

// Backups and exports beside the blog, on a disk that has room for the blog
// alone.
func TestOnAFullDiskTheWorkOfTheNightIsGivenUpAndTheAuthorIsTold(t *testing.T) {
	d := newDisk(t, "12m")
	f := d.blog()
	var last *story
	for range 40 { // which take more than what is left below
		last = f.well()
	}
	f.sends("/export", url.Values{"nightly_folder": {"export"}, "nightly_format": {"frontmatter"}})
	f.sends("/export/backup", url.Values{"backup_folder": {"copies"}, "backup_days": {"2"}, "backup_weeks": {"0"}, "backup_months": {"0"}})
	f.p.stop()
	d.fill()
	d.sh(`truncate -s -300K ballast`)
	d.serve(f) // it is due at once
	b := newBrowser(f.p.url, f.cookie)
	export, copies := regexp.MustCompile(`[^>]*/data/export[^<]*disk is full`), regexp.MustCompile(`[^>]*/data/copies[^<]*disk there is full`)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		page := html.UnescapeString(b.page(t, "/export").body)
		if export.MatchString(page) && copies.MatchString(page) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the author is not told: %s; the log says %s", page, f.p.log)
		}
	}
	f.read(last)
	if out, err := d.try(`find data -name '.pullquote-partial-*' -o -name '.half*' -o -name '*.zst'`); err != nil || out != "" {
		t.Errorf("halves are left: %s, %v", out, err)
	}
	d.free()
	f.well()
	d.check(f)
}

func TestAnArchiveThatFillsTheDiskWhileItIsSentIsRefused(t *testing.T) {
	d := newDisk(t, "6m")
	f := d.blog()
	first := f.well()
	a, err := newBrowser(f.p.url, f.cookie).upload("large.json", strings.Repeat(" ", 16<<20)+archive(t, "large", 3))
	if err != nil {
		t.Fatalf("the connection breaks: %v", err)
	}
	a.wants(t, "handing an archive in", http.StatusServiceUnavailable, "the disk is full")
	f.read(first)
	if out, err := d.try(`find data/transfer -size +100k`); err != nil || out != "" {
		t.Errorf("the archive still takes room: %s, %v", out, err)
	}
	f.well()
	d.check(f)
}

func TestAReaderThatStaysForHoursIsNamedAndKeepsNobodyFromWriting(t *testing.T) {
	f := newLife(t)
	f.p.stop()
	f.p = serve(t, f.data, "env", "PULLQUOTE_ADMIN_ADDR=127.0.0.1:0")
	first := f.well()
	at := regexp.MustCompile(`metrics and profiles" addr=(\S+)`).FindStringSubmatch(f.p.log.String())
	if at == nil {
		t.Fatalf("there are no metrics: %s", f.p.log)
	}
	log := func() int64 { // bytes, as the operator is shown them
		t.Helper()
		a := newBrowser("http://"+at[1], nil).page(t, "/metrics")
		m := regexp.MustCompile(`pullquote_database_bytes\{file="wal"\} (\S+)`).FindStringSubmatch(a.body)
		if m == nil {
			t.Fatalf("the metrics lack the log: %.300s", a.body)
		}
		bytes, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return int64(bytes)
	}
	const large = 64 << 20
	other := file(t, f.data)
	defer other.Close()
	err := other.Read(t.Context(), func(tx *pool.Tx) error {
		if _, err := pool.One(t.Context(), tx, `SELECT count(*) FROM post`, pool.Value[int]); err != nil {
			return err
		}
		for round := 0; log() <= large; round++ {
			if round > 200 {
				t.Fatalf("the log does not grow: %d bytes", log())
			}
			s := f.l.begin()
			form := entry(s.token)
			form.Set("body", words(s.token, 1)+strings.Repeat(" Many words", 30_000))
			s.attempt(stateOf(form, "published"), func() bool {
				a, err := newBrowser(f.p.url, f.cookie).post("/compose", form)
				if err != nil {
					t.Fatal(err)
				}
				a.wants(t, "publishing", http.StatusSeeOther)
				s.path = a.header.Get("Location")
				return a.status == http.StatusSeeOther
			})
		}
		f.read(first)
		out, _, _ := run(t, t.Context(), f.data, "", "doctor")
		if !strings.Contains(out, "WRONG  The log beside the database has") {
			t.Errorf("the doctor says %s", out)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f.well()
	f.well()
	if got := log(); got > 20<<20 {
		t.Errorf("the reader has left, and the log has %d bytes", got)
	}
	out, _, err := run(t, t.Context(), f.data, "", "doctor")
	if err != nil || strings.Contains(out, "log beside") {
		t.Errorf("the doctor says %s, %v", out, err)
	}
	checkWorld(t, f.p, f.l)
}
