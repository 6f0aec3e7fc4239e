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

// intake gives each file that is sent a place of its own in a folder. Nothing
// that came before is written over: a form may send several files of one name,
// chosen in different folders, and a file system that takes upper and lower
// case for the same finds more of them alike.
type intake struct {
	root    *os.Root
	folders map[string]string // as they were sent, to where they lie
	alike   map[string]int    // the last number that a name was given
}

// create makes the file of a clean name. If the name is taken it gets a number,
// as does a folder that is called what a file is called: post-2.md, site-2/post.md.
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

// folder makes a folder, with those that it is in, and tells where it lies.
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

// numbered gives the name of the nth file of a name. The ending stays, since
// formats are told by it, too.
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

// longestName is how long a file's or a folder's own name may be, in bytes.
// File systems take 255; some of them count characters, and send more.
const longestName = 200

// fitting makes a clean name one that file systems take: what is too long loses
// the end of its stem.
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
