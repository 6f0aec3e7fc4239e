package pool_test

import (
	"slices"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

func TestRowsThatAreNotWantedAreNotFound(t *testing.T) {
	db, err := pool.Open(t.Context(), t.TempDir()+"/rows.db", pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// Reading all rows would never end.
	const endless = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`
	for _, tc := range []struct {
		name, query string
		wanted      int
		want        []int64
		ended       bool
	}{
		{"some of many", endless, 3, []int64{1, 2, 3}, false},
		{"none of many", endless, 0, nil, false},
		{"more than there are", endless + ` LIMIT 2`, 3, []int64{1, 2}, true},
		{"as many as there are", endless + ` LIMIT 2`, 2, []int64{1, 2}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := db.Read(t.Context(), func(tx *pool.Tx) error {
				got, ended, err := pool.SelectWhile(t.Context(), tx, tc.query, pool.Value[int64], func(n int, spent time.Duration) bool {
					if spent < 0 {
						t.Errorf("%v were spent", spent)
					}
					return n < tc.wanted
				})
				if !slices.Equal(got, tc.want) || ended != tc.ended {
					t.Errorf("%d gives %v, ended %t", tc.wanted, got, ended)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
