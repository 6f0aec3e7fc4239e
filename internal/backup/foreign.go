package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// foreign are ways to pack files that are not known here: by what such files
// begin with, and what unpacks them.
var foreign = []struct{ name, magic, unpack string }{
	{"xz", "\xfd7zXZ\x00", "xz -d"},
	{"bzip2", "BZh", "bzip2 -d"},
	{"zip", "PK\x03\x04", "unzip"},
	{"lz4", "\x04\x22\x4d\x18", "lz4 -d"},
	{"lzip", "LZIP", "lzip -d"},
	{"7-Zip", "7z\xbc\xaf\x27\x1c", "7z x"},
}

// foreignEndings are of names that promise a way to pack that is not known here.
var foreignEndings = []string{
	".xz", ".bz2", ".zip", ".lz4", ".lz", ".lzma", ".7z", ".rar", ".br", ".z", ".zstd", ".gzip", ".tar", ".tgz", ".tbz2", ".txz", ".tzst",
}

// checkEnding fails with Invalid if a backup's name promises what it would not be.
func checkEnding(path string) error {
	ending := strings.ToLower(filepath.Ext(path))
	if slices.Contains(foreignEndings, ending) {
		return blog.Fault("", "Backups are not written as %s. Let the name end in .zst or .gz for one that is compressed, in .db for one that is not.", ending)
	}
	return nil
}

// header is how a database begins, see https://www.sqlite.org/fileformat.html.
const header = "SQLite format 3\x00"

// checkBeginning fails with Unavailable if a file that begins so is no backup.
// In sentences it is called by name.
func checkBeginning(begin []byte, name string) error {
	if len(begin) == 0 {
		return &blog.Error{Kind: blog.Unavailable, Message: "The backup %s is empty. Nothing was changed; take another one.", Args: []any{name}}
	}
	for _, f := range foreign {
		if bytes.HasPrefix(begin, []byte(f.magic)) {
			return &blog.Error{Kind: blog.Unavailable, Message: "The backup %s is packed with %s, which is not known here. Unpack it first, with %s.", Args: []any{name, f.name, f.unpack}}
		}
	}
	if !bytes.HasPrefix(begin, []byte(header)) {
		return &blog.Error{Kind: blog.Unavailable, Message: "The file %s is no backup: it is no database, not even a compressed one, or its beginning is damaged. Nothing was changed; choose another file.", Args: []any{name}}
	}
	return nil
}

// isFolder says that a folder can't be brought back, and which file in it may be
// meant.
func isFolder(folder string) error {
	entries, _ := os.ReadDir(folder) // where nothing can be read, nothing is proposed
	newest, at := "", int64(0)
	for _, e := range entries {
		info, err := e.Info()
		if ext := filepath.Ext(e.Name()); err != nil || !info.Mode().IsRegular() || e.Name()[0] == '.' || ext != ".db" && compressionOf(e.Name()) == nil {
			continue
		}
		if t := info.ModTime().UnixNano(); newest == "" || t > at {
			newest, at = filepath.Join(folder, e.Name()), t
		}
	}
	if newest == "" {
		return &blog.Error{Kind: blog.NotFound, Message: "%s is a folder, and holds no backup. Name the file of one.", Args: []any{folder}}
	}
	return &blog.Error{Kind: blog.NotFound, Message: "%s is a folder. Name the file of a backup; the newest one in it is %s.", Args: []any{folder, newest}}
}
