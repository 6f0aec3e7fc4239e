package killtest

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pullquote/internal/sqlite"
)

// twin copies the data folder of a blog that no program has open.
func twin(t *testing.T, from string) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(data, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chmod(path, map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()])
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wantCopy fails the test unless a file is a whole copy of a blog with so many
// posts.
func wantCopy(t *testing.T, path string, posts int) {
	t.Helper()
	if facts, err := sqlite.Verify(t.Context(), path, path); err != nil || facts.Posts != posts {
		t.Errorf("%s has %d posts, not %d: %v", path, facts.Posts, posts, err)
	}
}

func TestABackupIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	for range 3 {
		f.well()
	}
	f.p.kill() // what was written stands in the log
	for _, ending := range []string{".db", ".db.zst"} {
		n := 0
		eachCut(t, func(t *testing.T, c *cut) bool {
			n++
			path := filepath.Join(t.TempDir(), fmt.Sprint("copy", n, ending))
			_, was, done := c.command(t, f.data, "", "backup", path)
			if _, err := os.Stat(path); err == nil {
				back := t.TempDir()
				if out, log, err := run(t, t.Context(), back, "", "restore", path); err != nil {
					t.Fatalf("restore: %v: %s%s", err, out, log)
				}
				wantCopy(t, filepath.Join(back, "pullquote.db"), 3)
			} else if done {
				t.Errorf("a backup was made, and is not there: %v", err)
			}
			f.l.check(t, checkFile(t, f.data))
			return was
		})
	}
}

func TestBringingABackupBackIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	for range 2 {
		f.well()
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if out, log, err := run(t, t.Context(), f.data, "", "backup", path); err != nil {
		t.Fatalf("backup: %v: %s%s", err, out, log)
	}
	for range 3 {
		f.well()
	}
	f.p.kill()
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := twin(t, f.data)
		_, was, done := c.command(t, data, "", "restore", "--force", path)
		again := serve(t, data)
		defer again.kill()
		posts := checkFile(t, data)
		switch {
		case len(posts) == 5 && !done:
			f.l.check(t, posts)
		case len(posts) == 2:
			former, err := filepath.Glob(filepath.Join(data, "backups", "former-*.db"))
			if err != nil || len(former) != 1 {
				t.Fatalf("the former blog is in %v, %v", former, err)
			}
			wantCopy(t, former[0], 5)
		default:
			t.Errorf("the blog has %d posts; done: %t", len(posts), done)
		}
		return was
	})
}

func TestTakingAnImportBackIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	f.well()
	f.p.stop()
	path := filepath.Join(t.TempDir(), "bookmarks.json")
	if err := os.WriteFile(path, []byte(archive(t, "crate", 30)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, log, err := run(t, t.Context(), f.data, "", "import", path); err != nil {
		t.Fatalf("import: %v: %s%s", err, out, log)
	}
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := twin(t, f.data)
		_, was, done := c.command(t, data, "", "import", "--undo", "1")
		posts := checkFile(t, data)
		if n := cameIn(posts, "crate", 30); n != 0 && (n != 30 || done) {
			t.Errorf("%d of 30 items are left; done: %t", n, done)
		} else if n > 0 {
			if out, log, err := run(t, t.Context(), data, "", "import", "--undo", "1"); err != nil {
				t.Errorf("undo again: %v: %s%s", err, out, log)
			}
			posts = checkFile(t, data)
		}
		if len(posts) != 1 {
			t.Errorf("%d posts are left of what was there before", len(posts))
		}
		return was
	})
}

func TestTheTrashIsCutAtEachCall(t *testing.T) {
	f := newLife(t)
	f.p.stop()
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := twin(t, f.data)
		p, wasCut := serveCut(t, data, c, false)
		l := newLedger()
		w := newWindow(p.url, f.cookie, l, f.rng, nil)
		s := l.begin()
		form := entry(s.token)
		if !s.attempt(stateOf(form, "published"), func() bool { return w.send(s, "/compose", form) }) {
			t.Fatalf("nothing was published: %q", w.faults)
		}
		s.id = 1
		c.armed.Store(true)
		for _, to := range []struct{ does, shelf string }{{"trash", "trash"}, {"restore", "published"}, {"trash", "trash"}, {"purge", "purged"}} {
			if !w.move(s, to.does, to.shelf) {
				break
			}
		}
		p.kill()
		was := wasCut()
		for _, fault := range w.faults {
			t.Error(fault)
		}
		again := serve(t, data)
		checkWorld(t, again, l)
		again.kill()
		return was
	})
}

// nights are what the program does each night, by the settings that ask for it.
var nights = map[string]struct{ settings, done string }{
	"backup": {
		`{"backups":{"folder":"copies","days":2}}`,
		`SELECT json_extract(nightly_state, '$.backup.done') IS NULL FROM setting`,
	},
	"frontmatter": {
		`{"folder":"export","format":"frontmatter"}`,
		`SELECT json_extract(nightly_state, '$.done') IS NULL FROM setting`,
	},
	"json": {
		`{"folder":"export","format":"json"}`,
		`SELECT json_extract(nightly_state, '$.done') IS NULL FROM setting`,
	},
}

func TestTheWorkOfTheNightIsCutAtEachCall(t *testing.T) {
	names := slices.Sorted(maps.Keys(nights))
	if !thorough() {
		one := chance(t).IntN(len(names))
		names = names[one : one+1]
	}
	for _, name := range names {
		night := nights[name]
		t.Run(name, func(t *testing.T) {
			f := newLife(t)
			for range 3 {
				f.well()
			}
			f.p.stop()
			f.sql(`UPDATE setting SET nightly = '` + night.settings + `'`)
			eachCut(t, func(t *testing.T, c *cut) bool {
				f := &life{t: t, data: twin(t, f.data)}
				p, wasCut := serveCut(t, f.data, c, true)
				for !p.over() && f.number(night.done) != 0 {
				}
				p.kill()
				was := wasCut()
				f.p = serve(t, f.data)
				defer f.p.kill()
				f.done("the work of the night", night.done)
				if len(checkFile(t, f.data)) != 3 {
					t.Error("posts are missing")
				}
				f.wantNight(name)
				return was
			})
		})
	}
}

// wantNight fails the test unless the night has left what it should.
func (f *life) wantNight(name string) {
	f.t.Helper()
	pattern, want := map[string]string{"backup": "copies/*.db.zst", "frontmatter": "export/**/*.md", "json": "export/*.json"}[name], 1
	if name == "frontmatter" {
		want = 3
	}
	found, err := filepath.Glob(filepath.Join(f.data, pattern))
	if err != nil || len(found) < want {
		f.t.Errorf("the night has left %v, %v", found, err)
	}
	for _, path := range found {
		if strings.HasSuffix(path, ".zst") {
			back := filepath.Join(f.t.TempDir(), "back")
			if out, log, err := run(f.t, f.t.Context(), back, "", "restore", path); err != nil {
				f.t.Errorf("restore: %v: %s%s", err, out, log)
			} else if n := len(checkFile(f.t, back)); n != 3 {
				f.t.Errorf("the night's copy has %d posts", n)
			}
		}
	}
	if n := f.number(`SELECT nightly_state LIKE '%"fault":"_%' FROM setting`); n != 0 {
		f.t.Error("the author is told of a fault")
	}
}

// picture is the smallest PNG: one pixel.
const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"

// album makes a folder of posts that show a picture and lead to one another.
func album(t *testing.T, posts int) string {
	t.Helper()
	folder := t.TempDir()
	files := map[string]string{"pictures/heron.png": picture}
	for i := range posts {
		files[fmt.Sprint(i, ".md")] = fmt.Sprintf("---\ntitle: album%dx kept\ndate: 2012-11-2%d\npermalink: http://old.example/album%dx/\n---\n![](pictures/heron.png) See [the next](http://old.example/album%dx/).\n", i, i, i, (i+1)%posts)
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

var shownPicture = regexp.MustCompile(`src="(/media/[^"]+)"`)

func TestPicturesAndLinksOfAnArchiveAreWholeAfterEachCut(t *testing.T) {
	const posts = 3
	folder := album(t, posts)
	f := newLife(t)
	f.p.stop()
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := twin(t, f.data)
		_, was, _ := c.command(t, data, "", "import", folder)
		checkFile(t, data)
		if out, log, err := run(t, t.Context(), data, "", "import", folder); err != nil {
			t.Errorf("import again: %v: %s%s", err, out, log)
		}
		if n := cameIn(checkFile(t, data), "album", posts); n != posts {
			t.Errorf("%d of %d posts came in", n, posts)
		}
		p := serve(t, data)
		defer p.kill()
		b := p.reader()
		for i := range posts {
			a := b.page(t, fmt.Sprintf("/album%dx/", i))
			a.wants(t, "a post", http.StatusOK, fmt.Sprintf(`href="/album%dx/"`, (i+1)%posts))
			if m := shownPicture.FindStringSubmatch(a.body); m == nil {
				t.Errorf("the picture was left behind: %s", a.main())
			} else if got := b.page(t, m[1]); got.status != http.StatusOK || got.body != picture {
				t.Errorf("%s: %d with %d bytes", m[1], got.status, len(got.body))
			}
		}
		return was
	})
}

func TestSettingUpIsCutAtEachCall(t *testing.T) {
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := filepath.Join(t.TempDir(), "data")
		setUp := []string{"init", "--title", "Marginalia", "--name", "Ada", "--username", "ada", "--password-stdin"}
		_, was, done := c.command(t, data, password+"\n", setUp...)
		out, log, err := run(t, t.Context(), data, password+"\n", setUp...)
		if err != nil && !strings.Contains(log, "set up already") || err == nil && done {
			t.Errorf("again: %v: %s%s; done before: %t", err, out, log, done)
		}
		checkFile(t, data)
		p := serve(t, data)
		p.signIn()
		p.kill()
		return was
	})
}

func TestARepairIsCutAtEachCall(t *testing.T) {
	for name, harm := range map[string]func(*life){
		"of what is wrong": func(f *life) {
			f.sql(`UPDATE tag SET posts = 99`, `DELETE FROM search`, `DELETE FROM address WHERE canonical = 1 AND post_id = 2`)
		},
		"of what is damaged": func(f *life) { f.damage("tag", "post_tag", "setting", "sqlite_sequence", "search_data") },
	} {
		t.Run(name, func(t *testing.T) { repairIsCut(t, harm) })
	}
}

func repairIsCut(t *testing.T, harm func(*life)) {
	f := newLife(t)
	for range 3 {
		f.well()
	}
	f.p.stop()
	harm(f)
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := twin(t, f.data)
		_, was, _ := c.command(t, data, "", "doctor", "--repair")
		if out, log, err := run(t, t.Context(), data, "", "doctor", "--repair"); err != nil {
			t.Errorf("again: %v: %s%s", err, out, log)
		}
		p := serve(t, data)
		f.l.check(t, checkFile(t, data))
		checkPages(t, p, f.l)
		p.kill()
		return was
	})
}
