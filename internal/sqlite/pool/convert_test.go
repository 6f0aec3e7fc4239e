package pool_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

type named string

// places returns variables of the types that rows are scanned into.
func places() []any {
	return []any{new(string), new(int64), new(int), new(int8), new(uint16), new(bool), new(float64), new([]byte), new(named), new(*string), new(any), new(time.Duration)}
}

// Scanning has to give the same result as database/sql for any column value.
func TestRowsAreScannedAsByDatabaseSQL(t *testing.T) {
	db := newDB(t)
	standard, err := db.SQL()
	if err != nil {
		t.Fatal(err)
	}
	defer standard.Close()
	for _, value := range []string{`NULL`, `0`, `1`, `2`, `-5`, `300`, `70000`, `9223372036854775807`, `1.5`, `''`, `'text'`, `'12'`, `x'00ff'`, `x''`} {
		query := `SELECT ` + value
		for i := range places() {
			scan := func(row pool.Scanner) (string, error) {
				to := places()[i]
				err := row.Scan(to)
				return fmt.Sprintf("%#v", reflect.ValueOf(to).Elem().Interface()), err
			}
			var read string
			readErr := db.Read(t.Context(), func(tx *pool.Tx) (err error) { read, err = pool.One(t.Context(), tx, query, scan); return err })
			written, writeErr := scan(standard.QueryRowContext(t.Context(), query))
			if reflect.TypeOf(places()[i]) == reflect.TypeFor[**string]() {
				continue // pointers print as addresses
			}
			if readErr == nil && (writeErr != nil || read != written) {
				t.Errorf("%s into %T: it gives %s; database/sql %s, %v", value, places()[i], read, written, writeErr)
			}
			if readErr != nil && writeErr == nil && strict(value, places()[i]) {
				t.Errorf("%s into %T: it says %v; database/sql gives %s", value, places()[i], readErr, written)
			}
		}
	}
}

// strict reports whether a value that database/sql accepts has to be accepted.
// Numbers in texts and fractions are not scanned as numbers, since no column of a
// STRICT table holds them.
func strict(value string, to any) bool {
	switch value {
	case `'12'`, `''`, `x''`, `x'00ff'`, `1.5`, `'text'`:
		switch to.(type) {
		case *string, *[]byte, *named, *any:
			return value != `1.5`
		}
		return false
	case `NULL`:
		return false
	}
	switch to.(type) {
	case *uint16, *[]byte:
		return false
	}
	return true
}
