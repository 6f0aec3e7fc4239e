package killtest

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOnAFullDiskReadersReadAndTheAuthorKeepsTheWords(t *testing.T) {
	d := newDisk(t, "6m")
	f := d.blog()
	first := f.well()
	d.fill()
	f.refused("the disk is full")
	f.p.reader().page(t, "/readyz?write").wants(t, "/readyz?write", http.StatusServiceUnavailable, "can't be written to")
	f.read(first)

	a, err := newBrowser(f.p.url, f.cookie).upload("a.json", archive(t, "full", 300))
	if err != nil {
		t.Errorf("handing an archive in: %v", err)
	}
	if a.status == http.StatusSeeOther {
		// It was small enough for what was left; its rehearsal is not.
		d.t.Logf("the archive was taken: %s", a.header.Get("Location"))
	} else {
		a.wants(t, "handing an archive in", http.StatusServiceUnavailable, "full")
	}
	a, err = newBrowser(f.p.url, nil).post("/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil {
		t.Errorf("signing in: %v", err)
	} else if a.status != http.StatusSeeOther {
		a.wants(t, "signing in", http.StatusServiceUnavailable, "the disk is full")
	}
	f.calm()

	d.free()
	f.well()
	d.check(f)

	d.fill()
	f.p.kill()
	d.serve(f) // at a full disk
	f.read(first)
	d.free()
	f.well()
	d.check(f)
}

func TestAnImportThatFillsTheDiskSaysSoAndIsBroughtInWhenThereIsRoom(t *testing.T) {
	d := newDisk(t, "6m")
	f := d.blog()
	first := f.well()
	b := newBrowser(f.p.url, f.cookie)
	text := archive(t, "heavy", 2*archived)
	address := begun(b, "heavy.json", text)
	if address == "" {
		t.Fatal("the archive was not taken")
	}
	a := b.page(t, address)
	for strings.Contains(a.body, "<progress") {
		time.Sleep(20 * time.Millisecond)
		a = b.page(t, address)
	}
	a.wants(t, "the import", http.StatusOK, "disk is full")
	f.read(first)
	f.calm()
	d.sh(`mount -o remount,size=256m .`)
	a.wants(t, "the import", http.StatusOK, address+`/go"`)
	goesOn(b, address) // what was not rehearsed is rehearsed again
	goesOn(b, address) // and then brought in
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		n := cameIn(checkFile(t, d.copied(f.p)), "heavy", 2*archived)
		if n == 2*archived {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d items came in: %s", n, 2*archived, f.p.log)
		}
	}
	d.check(f)
}

// To open a blog that was stopped SQLite needs a little room. Where there is
// none the program says so, and starts when there is.
func TestABlogThatWasStoppedOnAFullDiskSaysWhyItDoesNotStart(t *testing.T) {
	d := newDisk(t, "6m")
	f := d.blog()
	first := f.well()
	f.p.stop()
	d.fill()
	p := launch(t, filepath.Join(d.dir, "data"), d.enter...)
	<-p.ended
	if !strings.Contains(p.log.String(), "the disk is full") {
		t.Errorf("it says %q", p.log)
	}
	d.free()
	d.serve(f)
	f.read(first)
	f.well()
	d.check(f)
}

// Whoever finds the disk full wants to take the words away from it first.
func TestABlogOnAFullDiskIsReadByThoseWhoOnlyRead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		end   func(*program)
		also  string // is done before the disk is full
		whole bool   // the blog can be read
	}{
		{"it was stopped", (*program).stop, "true", true},
		{"it was killed", (*program).kill, "true", true},
		{"it was killed, and its log has no index", (*program).kill, "rm data/*-shm", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDisk(t, "6m")
			f := d.blog()
			f.t = t
			first := f.well()
			tt.end(f.p)
			d.sh(tt.also)
			d.fill()
			away := t.TempDir()
			for _, command := range []string{
				"backup " + filepath.Join(away, "blog.db"), "backup - --data data 2>&1 >" + filepath.Join(away, "stream.db"),
				"export --format json --out -", "export --format frontmatter --out " + filepath.Join(away, "words"),
				"doctor",
			} {
				if !strings.Contains(command, "2>&1") {
					command += " --data data 2>&1"
				}
				said, err := d.try(binary + " " + command)
				switch {
				case !tt.whole:
					if err == nil || !strings.Contains(said, "disk is full, and SQLite needs a little room beside it") || strings.Contains(said, "restore") {
						t.Errorf("%s says %s (%v)", command, said, err)
					}
				case strings.HasPrefix(command, "doctor"): // which says that there is no room
					if strings.Contains(said, "can't be") || !strings.Contains(said, "1 post\n") || !strings.Contains(said, "Make room") {
						t.Errorf("%s says %s (%v)", command, said, err)
					}
				case err != nil:
					t.Errorf("%s says %s (%v)", command, said, err)
				}
			}
			if tt.whole {
				for _, file := range []string{"blog.db", "stream.db"} {
					said, err := d.try(fmt.Sprintf("%s restore --data %s %s 2>&1", binary, filepath.Join(away, file+"-back"), filepath.Join(away, file)))
					if err != nil || !strings.Contains(said, "with 1 post") {
						t.Errorf("restoring %s says %s (%v)", file, said, err)
					}
				}
			}
			d.free()
			d.serve(f)
			f.read(first)
			f.well()
			d.check(f)
		})
	}
}

func TestABlogOnADiskThatCanOnlyBeReadIsServed(t *testing.T) {
	for name, end := range map[string]func(*program){"it was stopped": (*program).stop, "it was killed": (*program).kill} {
		t.Run(name, func(t *testing.T) {
			d := newDisk(t, "8m")
			f := d.blog()
			f.t = t
			first := f.well()
			end(f.p)
			d.sh(`mount -o remount,ro .`)
			d.serve(f)
			f.refused("can't be written to")
			f.read(first)
			a, err := newBrowser(f.p.url, nil).post("/login", url.Values{"username": {"ada"}, "password": {password}})
			if err != nil {
				t.Fatal(err)
			}
			a.wants(t, "signing in", http.StatusServiceUnavailable, html.EscapeString("can't be written to"))
			f.calm()
			f.p.stop()
			d.sh(`mount -o remount,rw .`)
			d.serve(f)
			f.well()
			d.check(f)
		})
	}
}
