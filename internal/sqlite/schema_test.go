package sqlite_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

var updateGolden = flag.Bool("update", false, "write schema.sql anew")

// schema.sql shows the schema that all migrations result in. It is for readers
// only; the program does not use it.
func TestTheSchemaFileShowsWhatTheMigrationsComeTo(t *testing.T) {
	store := sqlitetest.New(t, nil)
	var statements []string
	err := store.DB().Read(t.Context(), func(tx *pool.Tx) (err error) {
		statements, err = pool.Select(t.Context(), tx, `
			SELECT sql FROM sqlite_schema
			WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'goose_db_version'
			ORDER BY tbl_name, type = 'index', name`, pool.Value[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := "-- Made by go test ./internal/sqlite -run Schema -update; change the migrations instead.\n\n" +
		strings.Join(statements, ";\n\n") + ";\n"
	if *updateGolden {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil || got != string(want) {
		t.Errorf("schema.sql is stale (%v); run go test ./internal/sqlite -run Schema -update", err)
	}
	if !strings.Contains(got, "-- What the author decided") {
		t.Error("the tables have lost their comments")
	}
}

func TestEveryTableIsStrict(t *testing.T) {
	store := sqlitetest.New(t, nil)
	if n := count(t, store, `
		SELECT count(*) FROM pragma_table_list
		WHERE type = 'table' AND schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'goose_db_version'`); n > 0 {
		t.Errorf("%d tables are not", n)
	}
}
