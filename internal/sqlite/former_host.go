package sqlite

import (
	"context"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// FormerHosts returns the hosts at which imported posts were, except those that are
// doubted.
func (s *Store) FormerHosts(ctx context.Context) (hosts []string, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		hosts, err = pool.Select(ctx, tx, `/* FormerHosts */ SELECT DISTINCT host FROM former_host WHERE NOT doubted ORDER BY host`, pool.Value[string])
		return err
	})
	return hosts, wrap(err, "former hosts")
}

// FormerHost is a host at which an archive says that its posts were.
type FormerHost struct {
	Host    string
	Doubted bool // links to it are not localized until TrustHost is called
}

// BatchHosts returns the hosts at which a batch says that its posts were.
func (s *Store) BatchHosts(ctx context.Context, batch int64) (hosts []FormerHost, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		hosts, err = pool.Select(ctx, tx, `/* BatchHosts */
			SELECT host, doubted AND NOT EXISTS (SELECT 1 FROM former_host AS other WHERE other.host = former_host.host AND NOT other.doubted)
			FROM former_host WHERE batch_id = ? ORDER BY host`,
			func(row pool.Scanner) (h FormerHost, err error) { return h, row.Scan(&h.Host, &h.Doubted) }, batch)
		return err
	})
	return hosts, wrap(err, "hosts of import %d", batch)
}

// TrustHost records that a doubted host that a batch names was the blog's. It fails
// with NotFound if the batch does not name it.
func (s *Store) TrustHost(ctx context.Context, batch int64, host string) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		result, err := tx.Exec(ctx, `/* TrustHost */ UPDATE former_host SET doubted = 0 WHERE batch_id = ? AND host = ?`, batch, host)
		return changedOne(result, err, "There is no such import.")
	})
	return wrap(err, "trust the host of import %d", batch)
}

// claim records that a batch names a host as one at which its posts were. The host
// is doubted if public posts that are not of this batch link to it already, unless
// another archive has named it: a site that the blog quotes is rarely the blog
// itself, and a forged archive could redirect such links.
func (in *importer) claim(ctx context.Context, host string) error {
	if in.hosts[host] {
		return nil
	}
	_, err := in.tx.Exec(ctx, `/* import: host */
		INSERT INTO former_host (host, batch_id, doubted)
		SELECT ?1, ?2, NOT EXISTS (SELECT 1 FROM former_host WHERE host IN (?3, 'www.' || ?3) AND NOT doubted)
			AND EXISTS (SELECT 1 FROM post WHERE site = ?3 AND status = 'published' AND trashed IS NULL
				AND NOT EXISTS (SELECT 1 FROM import_row WHERE import_row.post_id = post.id AND import_row.batch_id = ?2))
		WHERE NOT EXISTS (SELECT 1 FROM former_host WHERE host = ?1 AND batch_id = ?2)`, host, in.Batch, blog.HostOf("https://"+host))
	in.hosts[host] = err == nil
	return err
}
