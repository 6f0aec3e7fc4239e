package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"pullquote/internal/blog"
)

// postsPerPage is the number of posts on a page of a list. It equals
// web.postsPerPage.
const postsPerPage = 20

// bare opens a blog's database with the settings of the program, but without the
// program.
func bare(folder string, writes bool) (*sql.DB, error) {
	settings := "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_txlock=immediate"
	if !writes {
		settings += "&_pragma=query_only(1)&_txlock=deferred"
	}
	return sql.Open("sqlite", "file:"+filepath.Join(folder, "pullquote.db")+settings)
}

// kind is a kind of page, with some of its addresses.
type kind struct {
	name string
	asks []ask
}

// sampled is the maximum number of pages of a kind that are requested.
const sampled = 200

// deepPage is the deepest page of the home page's list that is measured.
const deepPage = 5000

// kinds returns pages of each kind from all over the blog in a folder.
func kinds(ctx context.Context, folder string, posts int) ([]kind, error) {
	db, err := bare(folder, false)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	out := []kind{{"home", []ask{{Path: "/"}}}}
	for _, list := range []struct{ name, query string }{
		{"post", `SELECT path FROM post WHERE id % max(1, (SELECT max(id) FROM post) / ?1) = 1 LIMIT ?1`},
		{"tag", `SELECT '/tags/' || slug || '/' FROM tag WHERE posts > 20 ORDER BY posts DESC LIMIT min(20, ?)`},
		{"month", `SELECT strftime('/%Y/%m/', month * 2629800, 'unixepoch') FROM (
			SELECT published / 2629800000 AS month, count(*) AS n FROM post GROUP BY 1 HAVING n > 60 ORDER BY n DESC LIMIT min(24, ?))`},
	} {
		paths, err := column(ctx, db, list.query, sampled)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list.name, err)
		}
		out = append(out, kind{list.name, asks(paths)})
	}
	deep, err := deepPages(ctx, db, posts)
	if err != nil {
		return nil, err
	}
	return append(out, kind{"page 5,000", deep}, kind{"feed", []ask{{Path: "/feed.xml"}}}), nil
}

func asks(paths []string) (out []ask) {
	for _, p := range paths {
		out = append(out, ask{Path: p})
	}
	return out
}

func column(ctx context.Context, db *sql.DB, query string, args ...any) (values []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, rows.Err()
}

// deepPages returns the pages from deepPage on, or those from the middle on of a
// blog with fewer pages.
func deepPages(ctx context.Context, db *sql.DB, posts int) (out []ask, err error) {
	page := min(deepPage, posts/postsPerPage/2)
	rows, err := db.QueryContext(ctx, `SELECT published, id FROM post WHERE status = 'published' AND trashed IS NULL ORDER BY published DESC, id DESC LIMIT 400 OFFSET ?`, (page-1)*postsPerPage-1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		var at, id int64
		if err := rows.Scan(&at, &id); err != nil {
			return nil, err
		}
		if n%postsPerPage == 0 {
			cursor := blog.Cursor{At: time.UnixMilli(at).UTC(), ID: blog.PostID(id)}
			out = append(out, ask{Path: "/older/" + cursor.String() + "/"})
		}
	}
	return out, rows.Err()
}
