package pool

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"modernc.org/sqlite"

	"pullquote/internal/sqlite/walvfs"
)

// walBytes is the size that the WAL is truncated to after a checkpoint. It grows
// beyond that while a reader holds on to an old snapshot, or if one transaction
// writes more.
const walBytes = 16 << 20

// busyTimeout is how long a statement waits for another program's lock.
const busyTimeout = 5 * time.Second

// Sizes of the connections' page caches. Pages that a reader's cache lacks are
// usually in the system's page cache; five large caches are more memory than a
// small machine has to spare.
const (
	writerCacheKiB = 4096
	readerCacheKiB = 512
	largeCacheKiB  = 16384 // the writer's cache for transactions that change much
)

// connector opens connections of one kind.
type connector struct {
	source  string       // data source name
	pragmas []pragma     // what it sets; verified, since SQLite ignores a misspelt one silently
	check   func() error // fails if the files must not be opened any more; may be nil
}

// pragma is a setting of a connection, and the value that SQLite then reports.
type pragma struct{ name, value, reported string }

func numberPragma(name string, n int64) pragma {
	number := strconv.FormatInt(n, 10)
	return pragma{name, number, number}
}

func lockTimeout(d time.Duration) pragma { return numberPragma("busy_timeout", d.Milliseconds()) }

// newConnector returns a connector for a file, with options of SQLite's URIs
// (https://www.sqlite.org/uri.html) and the driver. The path is escaped, so that
// folders may have any name.
func newConnector(path string, options url.Values, pragmas ...pragma) connector {
	for _, p := range pragmas {
		options.Add("_pragma", p.name+"("+p.value+")")
	}
	// Let errors contain only the text of their own result code. The driver would
	// append the message of the connection's last call, which is "not an error" if
	// the fault lies with the destination of a copy.
	options.Set("_error_rc", "1")
	escaped := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	source := (&url.URL{Scheme: "file", Opaque: escaped, RawQuery: options.Encode()}).String()
	return connector{source: source, pragmas: pragmas}
}

// readerOf returns the connector of a database's connections that only read.
func readerOf(path string, immutable bool) connector {
	options := databaseOptions(immutable)
	options.Set("_txlock", "deferred")
	return newConnector(path, options, append(databasePragmas(immutable),
		numberPragma("query_only", 1),
		numberPragma("cache_size", -readerCacheKiB))...)
}

// writerOf returns the connector of a database's connection that writes.
func writerOf(path string, immutable bool) connector {
	options := databaseOptions(immutable)
	options.Set("_txlock", "immediate")
	return newConnector(path, options, append(databasePragmas(immutable),
		// Keep statement journals and other temporary data in memory: saving a post
		// must not depend on room, and a file descriptor, in /var/tmp.
		numberPragma("temp_store", 2),
		numberPragma("journal_size_limit", walBytes),
		numberPragma("cache_size", -writerCacheKiB))...)
}

func databaseOptions(immutable bool) url.Values {
	options := url.Values{"_dqs": {"0"}, "vfs": {walvfs.Name()}} // which relies on synchronous=FULL
	if immutable {
		options.Set("immutable", "1")
	}
	return options
}

// databasePragmas returns the settings of all connections of a database.
// busy_timeout comes first: the others may have to wait for a lock.
func databasePragmas(immutable bool) []pragma {
	journal := pragma{"journal_mode", "WAL", "wal"}
	if immutable {
		journal.reported = "delete" // there is no WAL
	}
	return []pragma{lockTimeout(busyTimeout), journal, {"synchronous", "FULL", "2"}, numberPragma("foreign_keys", 1)}
}

// open opens a connection.
func (c connector) open() (*conn, error) {
	if c.check != nil {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	opened, err := (&sqlite.Driver{}).Open(c.source)
	if err != nil {
		return nil, err
	}
	n := &conn{Conn: opened, statements: map[string]*statement{}}
	if err := n.verify(c.pragmas); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

// verify fails if a connection does not have one of the settings.
func (c *conn) verify(pragmas []pragma) error {
	for _, p := range pragmas {
		got, err := selectFrom(context.Background(), c, "PRAGMA "+p.name, Value[string], nil)
		if err != nil {
			return err
		}
		if len(got) != 1 || got[0] != p.reported {
			return fmt.Errorf("pool: PRAGMA %s is %q, not %q", p.name, got, p.reported)
		}
	}
	return nil
}
