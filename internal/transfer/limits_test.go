package transfer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// bounded returns sources with small limits.
func bounded(t *testing.T, bytes int64, entries int) *sources {
	t.Helper()
	s := &sources{
		files: map[string][]stored{}, notebook: map[string]bool{}, programs: map[string]bool{}, left: &budget{left: bytes}, room: &budget{left: bytes}, gauged: &budget{left: bytes}, entries: entries,
		workshop: func() (string, error) { return t.TempDir(), nil },
	}
	t.Cleanup(s.close)
	return s
}

// hand adds an archive on disk to the sources.
func (s *sources) hand(t *testing.T, name, data string) {
	t.Helper()
	onDisk := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(onDisk, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	s.add(source{file: record.File{Name: name, Path: name, AbsolutePath: "/" + name}, size: int64(len(data)), open: func() (io.ReadCloser, error) { return os.Open(onDisk) }}, onDisk, 0)
}

// told returns what is reported of files that are not read, and the number of
// readable ones.
func (s *sources) told(t *testing.T) (said string, readable int) {
	t.Helper()
	for _, src := range s.sources {
		if src.err == nil {
			r, err := src.open()
			if err == nil {
				_, err = io.Copy(io.Discard, r)
				r.Close()
			}
			if src.err = err; err == nil {
				readable++
				continue
			}
		}
		said += strings.Join(sentences(src.err), " ") + "\n"
	}
	return said, readable
}

// written returns the number of bytes in the workshop.
func (s *sources) written(t *testing.T) (n int64) {
	t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		n += info.Size()
	}
	return n
}

type part struct{ name, text string }

func tarOf(t *testing.T, parts ...part) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, p := range parts {
		if err := w.WriteHeader(&tar.Header{Name: p.name, Mode: 0o644, Typeflag: tar.TypeReg, Size: int64(len(p.text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zipOf(t *testing.T, parts ...part) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// holesOf returns a tar with a file that consists of a hole (PAX 1.0 sparse, as
// written by GNU tar), which archive/tar can read but not write.
func holesOf(t *testing.T, name string, size int64) string {
	t.Helper()
	var pax strings.Builder
	for _, r := range []part{{"GNU.sparse.major", "1"}, {"GNU.sparse.minor", "0"}, {"GNU.sparse.name", name}, {"GNU.sparse.realsize", fmt.Sprint(size)}} {
		rest := " " + r.name + "=" + r.text + "\n"
		n := len(rest) + 2 // the length includes itself: two digits are enough here
		fmt.Fprintf(&pax, "%d%s", n, rest)
	}
	block := func(text string) string { return text + strings.Repeat("\x00", 512-len(text)) }
	header := func(name string, kind byte, size int) string {
		h := []byte(block(name))
		copy(h[100:], "0000644\x000000000\x000000000\x00")
		copy(h[124:], fmt.Sprintf("%011o\x0000000000000\x00        %c", size, kind))
		copy(h[257:], "ustar\x0000")
		sum := 0
		for _, c := range h {
			sum += int(c)
		}
		copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
		return string(h)
	}
	return header("PaxHeaders/"+name, 'x', pax.Len()) + block(pax.String()) +
		header("GNUSparseFile.0/"+name, '0', 512) + block("1\n0\n0\n") + strings.Repeat("\x00", 1024)
}

func TestAnArchiveUnpacksNoFurtherThanTheLimits(t *testing.T) {
	const (
		tooLarge = "unpacks to more than"
		tooMany  = "more than 1000000 files"
	)
	long := strings.Repeat("a long name/", longestPath/12+1) + "x.md"
	text := strings.Repeat("words ", 500) // 3000 bytes
	for _, tc := range []struct {
		name, file, data string
		entries          int
		read             int    // files
		want             string // of the report
	}{
		{"holes in a tar, which it does not hold", "a.tar", holesOf(t, "big.md", 1<<30), 9, 0, tooLarge},
		{"holes in a packed tar", "a.tgz", gzipOf(t, holesOf(t, "big.md", 1<<30)), 9, 0, tooLarge},
		{"many small files in a tar", "a.tar", tarOf(t, part{"1.md", text}, part{"2.md", text}, part{"3.md", text}), 9, 2, tooLarge},
		{"something packed in a tar", "a.tar", tarOf(t, part{"1.md", "words"}, part{"2.md.gz", gzipOf(t, text+text+text)}), 9, 1, tooLarge},
		{"something packed in a zip", "a.zip", zipOf(t, part{"1.md", "words"}, part{"2.md.gz", gzipOf(t, text+text+text)}), 9, 1, tooLarge},
		{"a tar in something packed, most of which is no file", "a.tgz", gzipOf(t, tarOf(t, part{"1.md", "words"}, part{".hidden", text + text + text}, part{"2.md", "words"})), 9, 1, tooLarge},
		{"more files in a tar than are read", "a.tar", tarOf(t, part{"1.md", "words"}, part{"2.md", "words"}, part{"3.md", "words"}), 2, 2, tooMany},
		{"more files in a zip than are read", "a.zip", zipOf(t, part{"1.md", "words"}, part{"2.md", "words"}, part{"3.md", "words"}), 2, 0, tooMany},
		{"more files in the zips of a zip", "a.zip", zipOf(t, part{"1.zip", zipOf(t, part{"1.md", "words"}, part{"2.md", "words"})}, part{"2.zip", zipOf(t, part{"3.md", "words"}, part{"4.md", "words"})}), 5, 2, tooMany},
		{"a name that no file has, in a tar", "a.tar", tarOf(t, part{"1.md", "words"}, part{long, "words"}), 9, 1, "its name is longer"},
		{"a name that no file has, in a zip", "a.zip", zipOf(t, part{"1.md", "words"}, part{long, "words"}), 9, 1, "its name is longer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := bounded(t, 8000, tc.entries)
			s.hand(t, tc.file, tc.data)
			said, read := s.told(t)
			if read != tc.read || !strings.Contains(said, tc.want) || strings.Contains(said, "damaged") {
				t.Errorf("%d files are read; it says: %s", read, said)
			}
			if s.dir != "" && s.written(t) > 8000 {
				t.Errorf("%d bytes were written", s.written(t))
			}
		})
	}
}

func TestWhatIsLostOfAZipIsNotLookedForWithoutEnd(t *testing.T) {
	whole := zipOf(t, part{"1.md", "words"}, part{"2.md", strings.Repeat("words ", 500)})
	s := bounded(t, 1000, 9)
	s.hand(t, "a.zip", whole[:strings.LastIndex(whole, "PK\x01\x02")-60])
	if said, read := s.told(t); read != 1 || s.gauged.left > 0 {
		t.Errorf("%d files are read, %d bytes might still be: %s", read, s.gauged.left, said)
	}
}

func TestUnpackingLeavesRoomOnTheDisk(t *testing.T) {
	b := &budget{left: 1 << 62}
	b.narrow(t.TempDir())
	if !b.onDisk {
		t.Skip("this system does not tell how much room is left on a disk")
	}
	b.left = 0
	_, err := (&unpacking{ReadCloser: io.NopCloser(strings.NewReader("words")), left: b}).Read(make([]byte, 5))
	if blog.KindOf(err) != blog.Unavailable || !strings.Contains(blog.Faults(err)[0].Sentence(), "no room on the disk") {
		t.Errorf("%v", err)
	}
}
