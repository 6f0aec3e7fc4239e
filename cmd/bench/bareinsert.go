package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// importedTables lists the tables that an import fills, ordered by their references.
// The index of titles is filled by triggers.
var importedTables = []string{"author", "import_batch", "source", "tag", "post", "post_tag", "quote", "address", "revision", "import_row", "import_line", "former_host"}

// insertBare inserts all rows of one database into another, table by table, in one
// transaction.
func insertBare(ctx context.Context, from, to string) (took time.Duration, rows int, err error) {
	source, err := sql.Open("sqlite", "file:"+from+"?mode=ro")
	if err != nil {
		return 0, 0, err
	}
	defer source.Close()
	target, err := sql.Open("sqlite", "file:"+to+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_txlock=immediate")
	if err != nil {
		return 0, 0, err
	}
	defer target.Close()
	tx, err := target.BeginTx(ctx, nil)
	if err != nil {
		return 0, 0, err
	}
	defer tx.Rollback()
	for _, table := range importedTables {
		t, n, err := insertTable(ctx, source, tx, table)
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %w", table, err)
		}
		took += t
		rows += n
	}
	begin := time.Now()
	err = tx.Commit()
	return took + time.Since(begin), rows, err
}

// rowsAtOnce is the number of rows that are read before they are inserted: reading
// is not measured.
const rowsAtOnce = 5000

func insertTable(ctx context.Context, source *sql.DB, tx *sql.Tx, table string) (took time.Duration, n int, err error) {
	var names string // except generated columns
	if err := source.QueryRowContext(ctx, "SELECT group_concat(name, ', ') FROM pragma_table_info(?)", table).Scan(&names); err != nil {
		return 0, 0, err
	}
	columns := strings.Split(names, ", ")
	rows, err := source.QueryContext(ctx, "SELECT "+names+" FROM "+table)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+names+") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")")
	if err != nil {
		return 0, 0, err
	}
	defer insert.Close()
	var waiting [][]any
	flush := func() error {
		begin := time.Now()
		for _, row := range waiting {
			if _, err := insert.ExecContext(ctx, row...); err != nil {
				return err
			}
		}
		took += time.Since(begin)
		n += len(waiting)
		waiting = waiting[:0]
		return nil
	}
	for rows.Next() {
		row, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			return 0, 0, err
		}
		if waiting = append(waiting, row); len(waiting) == rowsAtOnce {
			if err := flush(); err != nil {
				return 0, 0, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return 0, 0, err
	}
	return took, n, flush()
}
