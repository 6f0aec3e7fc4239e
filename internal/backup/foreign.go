package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// foreign lists formats that are recognised but not supported: their first bytes,
// and the command that unpacks them.
var foreign = []struct{ name, magic, unpack string }{
	{"xz", "\xfd7zXZ\x00", "xz -d"},
	{"bzip2", "BZh", "bzip2 -d"},
	{"zip", "PK\x03\x04", "unzip"},
	{"lz4", "\x04\x22\x4d\x18", "lz4 -d"},
	{"lzip", "LZIP", "lzip -d"},
	{"7-Zip", "7z\xbc\xaf\x27\x1c", "7z x"},
}

// foreignEndings are the file name extensions of unsupported formats.
var foreignEndings = []string{
	".xz", ".bz2", ".zip", ".lz4", ".lz", ".lzma", ".7z", ".rar", ".br", ".z", ".zstd", ".gzip", ".tar", ".tgz", ".tbz2", ".txz", ".tzst",
}

// checkEnding fails with Invalid if a backup's name promises a format that it
// would not have.
func checkEnding(path string) error {
	ending := strings.ToLower(filepath.Ext(path))
	if slices.Contains(foreignEndings, ending) {
		return blog.Fault("", "Backups are not written as %s. Let the name end in .zst or .gz for one that is compressed, in .db for one that is not.", ending)
	}
	return nil
}

// header begins every SQLite database, see https://www.sqlite.org/fileformat.html.
const header = "SQLite format 3\x00"

// checkBeginning fails with Unavailable if a decompressed file that begins with
// begin is no database. Messages refer to the file by name.
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

// Files returns the paths of the files in a folder that are backups by their
// names, the newest last. A folder that can't be read has none.
func Files(folder string) []string {
	entries, _ := os.ReadDir(folder)
	var paths []string
	changed := map[string]time.Time{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || e.Name()[0] == '.' || filepath.Ext(e.Name()) != ".db" && compressionOf(e.Name()) == nil {
			continue
		}
		path := filepath.Join(folder, e.Name())
		changed[path] = info.ModTime()
		paths = append(paths, path)
	}
	slices.SortStableFunc(paths, func(a, b string) int { return changed[a].Compare(changed[b]) })
	return paths
}

// isFolder returns the error of a folder that is to be restored. It proposes the
// newest backup in the folder.
func isFolder(folder string) error {
	files := Files(folder)
	if len(files) == 0 {
		return &blog.Error{Kind: blog.NotFound, Message: "%s is a folder, and holds no backup. Name the file of one.", Args: []any{folder}}
	}
	return &blog.Error{Kind: blog.NotFound, Message: "%s is a folder. Name the file of a backup; the newest one in it is %s.", Args: []any{folder, files[len(files)-1]}}
}
