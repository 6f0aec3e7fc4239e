package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pullquote/internal/sqlite/pool"
)

// Tables whose content is derived from posts: full-text indexes, each a virtual
// table with shadow tables, and tables of what pages show.
var (
	derivedIndexes = []string{"search", "search_desk", "post_title", "post_title_word"}
	derivedTables  = []string{"entry", "day", "site", "unindexed", "post_media"}
)

// Tables whose loss the author notices: while that of sessions is damaged, nobody can
// sign in; that of the settings is replaced by the defaults.
const (
	SessionTable = "session"
	SettingTable = "setting"
)

// sequenceTable is SQLite's table of the highest numbers given out. When it is empty,
// SQLite takes the highest that is stored.
const sequenceTable = "sqlite_sequence"

// expendableTables can be lost without losing a word: people sign in again, settings
// have defaults, and readers ask for missing addresses again.
var expendableTables = []string{SessionTable, SettingTable, sequenceTable, "missed"}

// IsReplaceable reports whether a table can be replaced when it is damaged: by what
// is derived from posts or their histories, or by an empty one.
func IsReplaceable(table string) bool {
	return isDerived(table) || slices.Contains(expendableTables, table) || slices.Contains(TagTables, table)
}

func isDerived(table string) bool {
	return slices.Contains(derivedTables, table) || slices.Contains(derivedIndexes, inFront(table))
}

// inFront returns the index that a shadow table belongs to, see
// https://www.sqlite.org/fts5.html#fts5_data_structures, or the table itself if it
// is none.
func inFront(table string) string {
	for _, end := range []string{"_data", "_idx", "_content", "_docsize", "_config"} {
		if index, ok := strings.CutSuffix(table, end); ok && slices.Contains(derivedIndexes, index) {
			return index
		}
	}
	return table
}

// replaceDamaged replaces what is damaged and can be replaced: derived tables, all of
// them if one is damaged; those of tags; expendable tables; and indexes of any table.
// It also frees the pages that an earlier call has left to nobody, because it was cut
// short.
func (s *Store) replaceDamaged(ctx context.Context) error {
	tables, err := checked(ctx, s.db.Read, `/* Repair: tables */ SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		return err
	}
	var hit []string
	for _, table := range tables {
		found, err := checked(ctx, s.db.Read, `/* Repair: check */ PRAGMA integrity_check(`+quoted(table)+`)`)
		switch {
		case err != nil && !pool.IsDamaged(err):
			return err
		case err != nil || len(found) != 1 || found[0] != "ok":
			hit = append(hit, table)
		}
	}
	if len(hit) == 0 {
		found, err := checked(ctx, s.db.Read, `/* Repair: leaks */ PRAGMA quick_check(1)`)
		if err != nil || !leaked(found) {
			return err
		}
	}
	derivedHit := slices.ContainsFunc(hit, isDerived)
	tagsHit := slices.ContainsFunc(hit, func(table string) bool {
		return slices.Contains(TagTables, table) && !reindexable(ctx, s.db, table)
	})
	return s.replace(ctx, func(o object) bool {
		switch {
		case isDerived(o.table):
			return derivedHit
		case slices.Contains(expendableTables, o.table):
			return slices.Contains(hit, o.table)
		case tagsHit && slices.Contains(TagTables, o.table):
			return true
		}
		return o.name != o.table && slices.Contains(hit, o.table)
	})
}

// object is a table, or an index of one.
type object struct{ name, table string }

// constraint is an index that SQLite has made for a constraint of a table, and which
// can't be created by a statement of its own.
type constraint struct {
	object
	columns string // as in CREATE INDEX
}

// constraints returns those of the constraints' indexes that are to be made again
// while their table stays. The key of a table WITHOUT ROWID is the table itself.
func constraints(ctx context.Context, tool *sql.DB, which func(object) bool) (all []constraint, err error) {
	rows, err := tool.QueryContext(ctx, `SELECT made.name, made.tbl_name,
			(SELECT group_concat('"' || name || '" COLLATE ' || coll, ', ') FROM (SELECT name, coll FROM pragma_index_xinfo(made.name) WHERE key ORDER BY seqno))
		FROM sqlite_schema AS made JOIN pragma_table_list AS list ON list.schema = 'main' AND list.name = made.tbl_name
		WHERE made.type = 'index' AND made.sql IS NULL AND NOT list.wr`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c constraint
		if err := rows.Scan(&c.name, &c.table, &c.columns); err != nil {
			return nil, err
		}
		if which(c.object) && !which(object{c.table, c.table}) {
			all = append(all, c)
		}
	}
	return all, rows.Err()
}

// remake makes the index under another name, and gives its pages to the constraint's.
func (c constraint) remake(ctx context.Context, tx *sql.Tx) error {
	for _, statement := range []string{
		fmt.Sprintf(`CREATE UNIQUE INDEX remade ON %s (%s)`, quoted(c.table), c.columns),
		`PRAGMA writable_schema = ON`,
		fmt.Sprintf(`UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'remade') WHERE name = '%s'`, c.name),
		`DELETE FROM sqlite_schema WHERE name = 'remade'`,
		`PRAGMA writable_schema = RESET`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// replace replaces tables by empty ones, and makes indexes again. SQLite can neither
// empty nor drop a table or an index with a damaged page, since it has to read the
// page for that: so they are deleted from the schema, and VACUUM frees their pages.
// See https://www.sqlite.org/pragma.html#pragma_writable_schema.
func (s *Store) replace(ctx context.Context, which func(object) bool) (err error) {
	tool, err := s.db.SQL()
	if err != nil {
		return wrap(err, "replace what is damaged")
	}
	defer func() { err = wrap(errors.Join(err, tool.Close()), "replace what is damaged") }()
	if err := replaceObjects(ctx, tool, which); err != nil {
		return err
	}
	_, err = tool.ExecContext(ctx, `VACUUM`)
	return err
}

// replaceObjects replaces tables, with their triggers, and indexes in one transaction.
func replaceObjects(ctx context.Context, tool *sql.DB, which func(object) bool) (err error) {
	rows, err := tool.QueryContext(ctx, `SELECT name, tbl_name, sql, type = 'trigger' FROM sqlite_schema WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL
		ORDER BY type = 'trigger', rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var gone, made []string
	for rows.Next() {
		var o object
		var statement string
		var trigger bool
		if err := rows.Scan(&o.name, &o.table, &statement, &trigger); err != nil {
			return err
		}
		if !which(o) || trigger && !which(object{o.table, o.table}) {
			continue
		}
		gone = append(gone, o.name)
		switch {
		case o.name == sequenceTable: // SQLite creates it itself, for the first table that needs it
			made = append(made, `CREATE TABLE sequenced (id INTEGER PRIMARY KEY AUTOINCREMENT)`, `DROP TABLE sequenced`)
		case inFront(o.table) == o.table: // FTS5 creates shadow tables itself
			made = append(made, statement)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	held, err := constraints(ctx, tool, which)
	if err != nil {
		return err
	}
	if _, err := tool.ExecContext(ctx, `PRAGMA writable_schema = ON`); err != nil {
		return err
	}
	tx, err := tool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, name := range gone {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sqlite_schema WHERE name = ? OR tbl_name = ? AND type = 'index'`, name, name); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `PRAGMA writable_schema = RESET`); err != nil {
		return err
	}
	for _, statement := range made {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%.60s: %w", statement, err)
		}
	}
	for _, c := range held {
		if err := c.remake(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}
