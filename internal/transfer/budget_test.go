package transfer

import (
	"io"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

func TestAZipUnpacksAsFarAsTheBudgetGoes(t *testing.T) {
	left := &budget{left: 10}
	open := func(text string) io.Reader {
		return &unpacking{ReadCloser: io.NopCloser(strings.NewReader(text)), left: left}
	}
	if text, err := io.ReadAll(open("heron")); err != nil || string(text) != "heron" {
		t.Errorf("read %q, %v", text, err)
	}
	text, err := io.ReadAll(open("stork and crane"))
	if blog.KindOf(err) != blog.TooLarge || string(text) != "stork" {
		t.Errorf("read %q, %v", text, err)
	}
}

func TestNamesInZipsAreHarmless(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.md": "a/b.md", "/etc/passwd": "etc/passwd", "../../a": "a", "a/../../b": "b", `..\..\a`: "a", `C:\a`: "C:/a", "a//./b": "a/b", "caf\xe9": "caf\uFFFD",
	} {
		if got := cleanName(name); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNamesOfFilesInArchives(t *testing.T) {
	for _, archive := range []record.File{
		{Name: "old/blog.zip", AbsolutePath: "/home/ada/old/blog.zip"},
		{Name: "./blog.zip", AbsolutePath: "/home/ada/blog.zip"},
		{Name: "blog.tar.gz", AbsolutePath: "/home/ada/blog.tar"},
	} {
		f := fileBelow(archive, "a/b.md", time.Time{})
		want := [3]string{archive.Name + "/a/b.md", "a/b.md", archive.AbsolutePath + "/a/b.md"}
		if got := [3]string{f.Name, f.Path, f.AbsolutePath}; got != want {
			t.Errorf("in %s: %q", archive.Name, got)
		}
	}
}
