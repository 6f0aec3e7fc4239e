package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Local maps addresses that posts link to or show to paths on this blog: of files
// that are stored here, and of posts that were once at those addresses. Addresses
// without such a path are left out.
func (s *Store) Local(ctx context.Context, addresses []string) (local map[string]string, err error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(addresses)
	if err != nil {
		return nil, wrap(err, "local addresses")
	}
	local = map[string]string{}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		if err := each(ctx, tx, `/* Local: files */
			SELECT media_address.address, media.sha256, media.type FROM json_each(?) AS wanted
			JOIN media_address ON media_address.address = wanted.value JOIN media ON media.id = media_address.media_id`,
			func(row pool.Scanner) error {
				var address, kind string
				var sum []byte
				err := row.Scan(&address, &sum, &kind)
				local[address] = mediaPath(sum, kind)
				return err
			}, string(list)); err != nil {
			return err
		}
		if err := ownFiles(ctx, tx, addresses, local); err != nil {
			return err
		}
		return formerPosts(ctx, tx, addresses, local)
	})
	return local, wrap(err, "local addresses")
}

// ownFiles adds the paths of files that posts already show from this blog:
// resolved against a post's former address, /media/HASH.png looks like an address
// of the file there.
func ownFiles(ctx context.Context, tx *pool.Tx, addresses []string, local map[string]string) error {
	sums := map[string][]string{} // from hash to addresses
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || path.Dir(u.Path) != "/media" {
			continue
		}
		if hash, _, _ := strings.Cut(path.Base(u.Path), "."); len(hash) == 2*sha256.Size {
			sums[hash] = append(sums[hash], address)
		}
	}
	if len(sums) == 0 {
		return nil
	}
	list, err := json.Marshal(slices.Collect(maps.Keys(sums)))
	if err != nil {
		return err
	}
	err = each(ctx, tx, `/* Local: own files */ SELECT wanted.value, media.type FROM json_each(?) AS wanted JOIN media ON media.sha256 = unhex(wanted.value)`,
		func(row pool.Scanner) error {
			var hash, kind string
			err := row.Scan(&hash, &kind)
			for _, address := range sums[hash] {
				local[address] = "/media/" + hash + "." + mediaEndings[kind]
			}
			return err
		}, string(list))
	return err
}

// formerPosts adds the paths of posts that had an address on a former host, or,
// for links within an archive whose host is unknown, the same old path.
func formerPosts(ctx context.Context, tx *pool.Tx, addresses []string, local map[string]string) error {
	hosts, err := pool.Select(ctx, tx, `/* Local: hosts */ SELECT DISTINCT host FROM former_host WHERE NOT doubted`, pool.Value[string])
	if err != nil {
		return err
	}
	former := map[string]bool{}
	for _, h := range hosts {
		former[strings.TrimPrefix(h, "www.")] = true
	}
	fragments := map[string]string{} // from address to fragment
	keys := map[string][]string{}    // from key to addresses
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || local[address] != "" || u.Scheme != ArchiveScheme && !former[strings.TrimPrefix(strings.ToLower(u.Host), "www.")] {
			continue
		}
		key := blog.AddressKey(u.EscapedPath(), u.RawQuery)
		if key == "/" {
			continue
		}
		keys[key] = append(keys[key], address)
		if u.Fragment != "" {
			fragments[address] = "#" + u.EscapedFragment()
		}
	}
	if len(keys) == 0 {
		return nil
	}
	wanted := make([]string, 0, len(keys))
	for key := range keys {
		wanted = append(wanted, key)
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	err = each(ctx, tx, `/* Local: posts */
		SELECT address.key, post.path FROM json_each(?) AS wanted JOIN address ON address.key = wanted.value JOIN post ON post.id = address.post_id
		WHERE post.status = 'published' AND post.trashed IS NULL`,
		func(row pool.Scanner) error {
			var key, path string
			err := row.Scan(&key, &path)
			for _, address := range keys[key] {
				local[address] = (&url.URL{Path: path}).EscapedPath() + fragments[address]
			}
			return err
		}, string(list))
	return err
}

// Media is a file that posts show.
type Media struct {
	Type string // detected from its content
	Name string // file name at its origin
	Data []byte
}

// mediaEndings maps the media types of stored files to file name extensions.
var mediaEndings = map[string]string{
	"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif",
	"application/pdf": "pdf", "audio/mpeg": "mp3", "video/mp4": "mp4",
}

func mediaPath(sum []byte, kind string) string {
	return "/media/" + hex.EncodeToString(sum) + "." + mediaEndings[kind]
}

// AddMedia stores a file that a batch imports (0 means none), unless it is stored
// already, with the addresses at which posts refer to it. A known address keeps
// its file, but is assigned to the last batch, whose posts are about to show the
// file; see releaseAddresses.
func (s *Store) AddMedia(ctx context.Context, batch int64, m Media, addresses ...string) error {
	sum := sha256.Sum256(m.Data)
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		if _, err := tx.Exec(ctx, `/* AddMedia */ INSERT INTO media (sha256, type, name, added, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING`,
			sum[:], m.Type, m.Name, millis(tx.Now()), m.Data); err != nil {
			return err
		}
		for _, address := range addresses {
			if _, err := tx.Exec(ctx, `/* AddMedia: address */
				INSERT INTO media_address (address, media_id, batch_id) SELECT ?, id, nullif(?, 0) FROM media WHERE sha256 = ?
				ON CONFLICT (address) DO UPDATE SET batch_id = excluded.batch_id WHERE excluded.batch_id IS NOT NULL`,
				address, batch, sum[:]); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "keep the file %s", m.Name)
}

// ArchiveScheme is the scheme of addresses within an archive whose files' original
// addresses are unknown: archive://BATCH/path.
const ArchiveScheme = "archive"

// isShown is the condition that readers see a post that shows a file or links to
// it.
const isShown = ` EXISTS (SELECT 1 FROM post_media JOIN post ON post.id = post_media.post_id
	WHERE post_media.sha256 = media.sha256 AND post.status = 'published' AND post.trashed IS NULL) `

// FormerFile returns the path of a stored file that was once at one of some paths,
// the likeliest first, in its archive or on a former host. Hidden files are found
// only if hidden is true. It fails with NotFound.
func (s *Store) FormerFile(ctx context.Context, hidden bool, paths ...string) (local string, err error) {
	list, err := json.Marshal(paths)
	if err != nil {
		return "", wrap(err, "former file")
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		local, err = pool.One(ctx, tx, `/* FormerFile */
			SELECT media.sha256, media.type FROM json_each(?) AS path
			CROSS JOIN (
				SELECT '`+ArchiveScheme+`://' || id AS start FROM import_batch
				UNION ALL
				SELECT scheme.value || CASE WHEN host LIKE 'www.%' THEN substr(host, 5) ELSE host END
				FROM (SELECT DISTINCT host FROM former_host WHERE NOT doubted), json_each('["http://", "https://", "http://www.", "https://www."]') AS scheme
			) AS root
			CROSS JOIN media_address ON media_address.address = root.start || path.value
			JOIN media ON media.id = media_address.media_id WHERE ? OR`+isShown+`LIMIT 1`,
			func(row pool.Scanner) (string, error) {
				var sum []byte
				var kind string
				err := row.Scan(&sum, &kind)
				return mediaPath(sum, kind), err
			}, string(list), hidden)
		return notFound(err, "There is no page at this address.")
	})
	return local, wrap(err, "former file at %q", paths)
}

// noSuchFile is the message for missing files and for hidden ones.
const noSuchFile = "There is no such file."

// HiddenMedia reports whether a file is hidden, which means that no post that
// readers see shows it. Name is the last part of its path. It fails with NotFound.
func (s *Store) HiddenMedia(ctx context.Context, name string) (hidden bool, err error) {
	hash, ending, _ := strings.Cut(name, ".")
	sum, _ := hex.DecodeString(hash)
	err = s.db.ReadOne(ctx, func(tx *pool.Tx) error {
		hidden, err = pool.One(ctx, tx, `/* HiddenMedia */ SELECT type, NOT`+isShown+`FROM media WHERE sha256 = ?`,
			func(row pool.Scanner) (hidden bool, err error) {
				var kind string
				if err := row.Scan(&kind, &hidden); err != nil {
					return false, err
				}
				return hidden, checkEnding(kind, ending)
			}, sum)
		return notFound(err, noSuchFile)
	})
	return hidden, wrap(err, "file %q", name)
}

// checkEnding fails with NotFound if files of a type do not have this extension.
func checkEnding(kind, ending string) error {
	if mediaEndings[kind] != ending {
		return &blog.Error{Kind: blog.NotFound, Message: noSuchFile}
	}
	return nil
}

// Media returns a file, even a hidden one, by the last part of its path. It fails
// with NotFound.
func (s *Store) Media(ctx context.Context, name string) (m Media, err error) {
	hash, ending, _ := strings.Cut(name, ".")
	sum, _ := hex.DecodeString(hash)
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		m, err = pool.One(ctx, tx, `/* Media */ SELECT type, name, data FROM media WHERE sha256 = ?`,
			func(row pool.Scanner) (m Media, err error) { return m, row.Scan(&m.Type, &m.Name, &m.Data) }, sum)
		if err == nil {
			err = checkEnding(m.Type, ending)
		}
		return notFound(err, noSuchFile)
	})
	return m, wrap(err, "file %q", name)
}

// MediaPaths returns the paths of all files that are not hidden.
func (s *Store) MediaPaths(ctx context.Context) (paths []string, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		paths, err = pool.Select(ctx, tx, `/* MediaPaths */ SELECT sha256, type FROM media WHERE`+isShown+`ORDER BY id`, func(row pool.Scanner) (string, error) {
			var sum []byte
			var kind string
			err := row.Scan(&sum, &kind)
			return mediaPath(sum, kind), err
		})
		return err
	})
	return paths, wrap(err, "files")
}
