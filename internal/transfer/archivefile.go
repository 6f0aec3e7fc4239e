package transfer

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/sqlite"
)

// nameFile records the names, without extension, of the file that an item refers to by an
// address.
func (s *sources) nameFile(address string, names []string) {
	if s.names == nil {
		s.names = map[string][]string{}
	}
	s.names[address] = names
}

// namedFile returns the file that belongs to an address according to an item or to the
// list of one of our own exports.
func (s *sources) namedFile(address string) (stored, bool) {
	for _, name := range s.names[address] {
		for _, ending := range mediaEndings {
			if files := s.files[name+ending]; len(files) > 0 {
				return files[0], true
			}
		}
	}
	for _, list := range s.lists {
		if name, ok := list.name(address); ok {
			for _, f := range s.files[path.Base(name)] {
				if f.path == path.Join(list.root, name) {
					return f, true
				}
			}
		}
	}
	return stored{}, false
}

// name returns the name of the file that a post refers to by an address. An address in
// this archive has the number of an earlier import in the list: any will do, as long as
// only one file is listed at that path.
func (l mediaAddresses) name(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != sqlite.ArchiveScheme {
		name, ok := l.addresses[address]
		return name, ok
	}
	if earlier := beforeExport(u); earlier != "" {
		name, ok := l.addresses[earlier]
		return name, ok
	}
	name := l.atPath[u.Path]
	return name, name != ""
}

// mediaAddresses is the list of files in one of our own exports, and the folder that
// the export is in.
type mediaAddresses struct {
	root      string
	addresses map[string]string
	atPath    map[string]string // by paths in archives; "" for those with several files
}

// addMediaList reads a file if it is such a list, and reports whether it is.
func (s *sources) addMediaList(p string, size int64, open func() (io.ReadCloser, error)) bool {
	if size > maxFile || p != mediaList && !strings.HasSuffix(p, "/"+mediaList) {
		return false
	}
	list := mediaAddresses{root: strings.TrimSuffix(strings.TrimSuffix(p, mediaList), "/")}
	if json.Unmarshal(readInto(new(bytes.Buffer), stored{open: open}), &list.addresses) != nil {
		return false
	}
	list.atPath = atPaths(list.addresses)
	s.lists = append(s.lists, list)
	return true
}

// atPaths maps paths in archives to the files there, given files by address; a path at
// which several archives had different files is mapped to "".
func atPaths(addresses map[string]string) map[string]string {
	at := map[string]string{}
	for address, file := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != sqlite.ArchiveScheme {
			continue
		}
		if known, ok := at[u.Path]; ok && known != file {
			file = ""
		}
		at[u.Path] = file
	}
	return at
}

// sized is the suffix that WordPress adds to the name of a scaled picture:
// heron-300x200.jpg.
var sized = regexp.MustCompile(`-\d+x\d+(\.\w+)$`)

// file returns the file of the archive that an address refers to. If several have its
// name, the one that shares most folders with the address is chosen; an address on a
// host other than the blog's old ones has to share at least two folders.
func (s *sources) file(address string, ours bool) (stored, bool) {
	address = strings.Trim(address, "/")
	need := 1
	if !ours {
		need = 3
	}
	for _, name := range []string{address, sized.ReplaceAllString(address, "$1")} {
		best, most := stored{}, 0
		for _, f := range s.files[path.Base(name)] {
			if n := commonEnd(f.path, name); n > most {
				best, most = f, n
			}
		}
		if most >= need {
			return best, true
		}
	}
	return stored{}, false
}

// othersAt reports whether archives have files at a path that are not the same as data.
func (s *sources) othersAt(at string, data []byte) bool {
	var same []stored
	for _, f := range s.files[path.Base(at)] {
		if f.path == at {
			same = append(same, f)
		}
	}
	if len(same) < 2 {
		return false
	}
	sum := sha256.Sum256(data)
	return slices.ContainsFunc(same, func(f stored) bool {
		other, err := sumOf(f)
		return err == nil && !bytes.Equal(other, sum[:])
	})
}

// sumOf returns the SHA-256 hash of a file of the archive.
func sumOf(f stored) ([]byte, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, io.LimitReader(r, maxFile))
	return hash.Sum(nil), err
}

// commonEnd returns how many trailing path elements two paths share.
func commonEnd(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}
