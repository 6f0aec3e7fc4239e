package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// watched is a blog that looks, while it is copied, how much lies in a folder.
type watched struct {
	*sqlite.Store
	folder string
	most   int64
}

func (w *watched) VerifiedCopy(context.Context, string, func(done, total int)) (sqlite.Facts, error) {
	return sqlite.Facts{}, errors.New("a whole copy was wanted")
}

func (w *watched) VerifiedTo(ctx context.Context, to io.Writer, progress func(done, total int)) (sqlite.Facts, error) {
	return w.Store.VerifiedTo(ctx, io.MultiWriter(to, w), progress)
}

func (w *watched) Write(p []byte) (int, error) {
	var lies int64
	err := filepath.WalkDir(w.folder, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			info, err := d.Info()
			if err != nil {
				return err
			}
			lies += info.Size()
		}
		return err
	})
	w.most = max(w.most, lies)
	return len(p), err
}

func TestACompressedBackupNeedsTheRoomOfTheArchive(t *testing.T) {
	_, store, ada := newBlog(t)
	p := blog.Post{Status: blog.Draft, Author: ada, Title: "Long", Body: strings.Repeat("The same words. ", 60_000), Format: blog.Markdown, Slug: "long", Rendered: blog.Rendered{HTML: "x", Own: "x", Version: 1}}
	if _, _, err := store.Create(t.Context(), p, sqlite.Rules{Pattern: blog.DefaultPattern}); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(s backup.Store, folder string) error{
		"blog.db.zst": func(s backup.Store, folder string) error {
			_, err := backup.Write(t.Context(), s, filepath.Join(folder, "blog.db.zst"), backup.Options{Now: sqlitetest.Start})
			return err
		},
		"blog.db.gz": func(s backup.Store, folder string) error {
			_, err := backup.Write(t.Context(), s, filepath.Join(folder, "blog.db.gz"), backup.Options{Now: sqlitetest.Start})
			return err
		},
		"a stream": func(s backup.Store, folder string) error {
			_, err := backup.WriteTo(t.Context(), s, &watched{folder: folder}, []string{folder}, backup.Options{Now: sqlitetest.Start})
			return err
		},
	} {
		w := &watched{Store: store, folder: t.TempDir()}
		if err := write(w, w.folder); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.Write(nil); err != nil {
			t.Error(err)
		}
		if w.most > store.Size()/3 {
			t.Errorf("%s: of a blog of %d bytes %d lay in the folder", name, store.Size(), w.most)
		}
	}
}

// The log's last words are in the file when the blog is closed: that file is what
// a backup before has to come to, byte for byte.
func TestABackupHasTheBytesOfTheDatabase(t *testing.T) {
	p := place{t.TempDir()}
	store, err := sqlite.Open(t.Context(), p.database(), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ada := sqlitetest.SetUp(t, store)
	for _, title := range []string{"Heron", "Stork", "Crane"} {
		post(t, store, ada, title, true)
	}
	folder := t.TempDir()
	for _, name := range []string{"blog.db.zst", "blog.db.gz"} {
		if _, err := backup.Write(t.Context(), store, filepath.Join(folder, name), backup.Options{Now: sqlitetest.Start}); err != nil {
			t.Fatal(err)
		}
	}
	var stream bytes.Buffer
	facts, err := backup.WriteTo(t.Context(), store, &stream, []string{folder}, backup.Options{Now: sqlitetest.Start})
	if err != nil || facts.Bytes != int64(stream.Len()) || facts.Posts != 3 {
		t.Fatalf("%+v of %d bytes, %v", facts, stream.Len(), err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(p.database())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(stream.Bytes(), want) {
		t.Errorf("the stream has %d bytes, not those of the %d of the database", stream.Len(), len(want))
	}
	for _, name := range []string{"blog.db.zst", "blog.db.gz"} {
		q := place{t.TempDir()}
		if _, err := q.restore(filepath.Join(folder, name), false).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(q.database()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s comes to %d bytes, not to those of the %d of the database: %v", name, len(got), len(want), err)
		}
	}
}

func TestADamagedBlogIsNotPacked(t *testing.T) {
	file, _ := made(t)
	p := place{t.TempDir()}
	if _, err := p.restore(file, false).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	hurt(t, p.database())
	store, err := sqlite.Open(t.Context(), p.database(), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	folder := t.TempDir()
	for _, name := range []string{"blog.db", "blog.db.zst", "blog.db.gz"} {
		_, err := backup.Write(t.Context(), store, filepath.Join(folder, name), backup.Options{Now: sqlitetest.Start})
		wantKind(t, name, err, blog.Unavailable, "No backup was made")
	}
	var out bytes.Buffer
	_, err = backup.WriteTo(t.Context(), store, &out, []string{folder}, backup.Options{Now: sqlitetest.Start})
	wantKind(t, "a stream", err, blog.Unavailable, "No backup was made")
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 || out.Len() > 0 {
		t.Errorf("left are %v and %d bytes in the stream, %v", entries, out.Len(), err)
	}
}

// hurt damages the page in which the quotes of posts begin, which opening a blog
// does not read.
func hurt(t *testing.T, path string) {
	t.Helper()
	db := pool.Inspect(path, true)
	var page int64
	err := db.Read(t.Context(), func(tx *pool.Tx) (err error) {
		page, err = pool.One(t.Context(), tx, `SELECT rootpage FROM sqlite_schema WHERE name = 'quote'`, pool.Value[int64])
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0x5a}, 4096), (page-1)*4096)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
