package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"unicode/utf8"
)

// intake creates a file of its own in a folder for each uploaded file. It never
// overwrites an earlier one: a form may send several files of one name, chosen in
// different folders, and on case-insensitive file systems more names are equal.
type intake struct {
	root    *os.Root
	folders map[string]string // from names as uploaded to names on disk
	alike   map[string]int    // last number used for a name
}

// create creates the file for a clean name and returns the name that it got. A file
// whose name is taken gets a number, as does a folder whose name is that of a file:
// post-2.md, site-2/post.md.
func (in *intake) create(name string) (*os.File, string, error) {
	name = fitting(name)
	dir, err := in.folder(path.Dir(name))
	if err != nil {
		return nil, "", err
	}
	name = path.Join(dir, path.Base(name))
	for {
		in.alike[name]++
		own := numbered(name, in.alike[name])
		f, err := in.root.OpenFile(own, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return f, own, err
		}
	}
}

// folder creates a folder and its parents, and returns its name on disk.
func (in *intake) folder(sent string) (string, error) {
	if dir, ok := in.folders[sent]; ok {
		return dir, nil
	}
	parent, err := in.folder(path.Dir(sent))
	if err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		dir := numbered(path.Join(parent, path.Base(sent)), n)
		err := in.root.Mkdir(dir, 0o700)
		if info, statErr := in.root.Lstat(dir); errors.Is(err, fs.ErrExist) && statErr == nil && info.IsDir() {
			err = nil
		}
		if err == nil {
			in.folders[sent] = dir
		}
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
}

// numbered returns the name of the nth file of a name. The extension is kept, since
// format detection uses it, too.
func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	ending := path.Ext(strings.TrimSuffix(name, ".gz"))
	if strings.HasSuffix(name, ".gz") {
		ending += ".gz"
	}
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending)
}

// longestName is the maximum length of a file's or folder's own name, in bytes. File
// systems allow 255 bytes; some count characters instead, so uploads can be longer.
const longestName = 200

// fitting shortens the parts of a clean name to what file systems allow, by cutting
// the end of the stem.
func fitting(name string) string {
	parts := strings.Split(strings.ReplaceAll(name, "\x00", "\uFFFD"), "/")
	for i, part := range parts {
		if len(part) <= longestName {
			continue
		}
		ending := path.Ext(part)
		if len(ending) > longestName/2 {
			ending = ""
		}
		end := longestName - len(ending)
		for !utf8.RuneStart(part[end]) {
			end--
		}
		parts[i] = part[:end] + ending
	}
	return strings.Join(parts, "/")
}
