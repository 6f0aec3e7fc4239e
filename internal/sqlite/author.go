package sqlite

import (
	"context"
	"fmt"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

const authorColumns = `author.id, author.name, coalesce(author.username, ''), author.email, author.created, author.slug`

func scanAuthor(row pool.Scanner) (a blog.Author, err error) {
	return a, row.Scan(authorFields(&a)...)
}

// authorFields returns the destinations of authorColumns.
func authorFields(a *blog.Author) []any {
	return []any{&a.ID, &a.Name, &a.Username, &a.Email, instant{&a.Created}, &a.Slug}
}

// IsSetUp reports whether there is an author who can sign in.
func (s *Store) IsSetUp(ctx context.Context) (done bool, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		done, err = isSetUp(ctx, tx)
		return err
	})
	return done, wrap(err, "is set up")
}

func isSetUp(ctx context.Context, tx *pool.Tx) (bool, error) {
	return pool.One(ctx, tx, `/* isSetUp */ SELECT EXISTS (SELECT 1 FROM author WHERE username IS NOT NULL)`, pool.Value[bool])
}

// SetUp stores the settings and the first author of a blog. It fails with Conflict
// if the blog is set up already, also if two requests race.
func (s *Store) SetUp(ctx context.Context, v blog.Settings, a blog.Author, passwordHash string) (out blog.Author, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		done, err := isSetUp(ctx, tx)
		if err != nil {
			return err
		}
		if done {
			return &blog.Error{Kind: blog.Conflict, Message: "This blog is set up already. Sign in instead."}
		}
		if err := saveSettings(ctx, tx, v); err != nil {
			return err
		}
		a.Created = tx.Now()
		result, err := tx.Exec(ctx, `/* SetUp */
			INSERT INTO author (name, username, email, password, created) VALUES (?, ?, ?, ?, ?)`,
			a.Name, a.Username, a.Email, passwordHash, millis(a.Created))
		if err != nil {
			return err
		}
		id, err := result.LastInsertId()
		if a.ID = blog.AuthorID(id); err != nil {
			return err
		}
		return nameAuthor(ctx, tx, &a)
	})
	return a, wrap(err, "set up")
}

// Owner returns the first author who can sign in. It fails with NotFound before
// set-up.
func (s *Store) Owner(ctx context.Context) (blog.Author, error) {
	return s.oneAuthor(ctx, "owner", `/* Owner */
		SELECT `+authorColumns+` FROM author WHERE username IS NOT NULL ORDER BY id LIMIT 1`)
}

// Author returns an author. It fails with NotFound.
func (s *Store) Author(ctx context.Context, id blog.AuthorID) (blog.Author, error) {
	return s.oneAuthor(ctx, "author", `/* Author */ SELECT `+authorColumns+` FROM author WHERE id = ?`, id)
}

func (s *Store) oneAuthor(ctx context.Context, doing, query string, args ...any) (a blog.Author, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		a, err = pool.One(ctx, tx, query, scanAuthor, args...)
		return notFound(err, "There is no such author.")
	})
	return a, wrap(err, "%s", doing)
}

// Authors returns all authors, including those who can't sign in.
func (s *Store) Authors(ctx context.Context) (list []blog.Author, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		list, err = pool.Select(ctx, tx, `/* Authors */ SELECT `+authorColumns+` FROM author ORDER BY id`, scanAuthor)
		return err
	})
	return list, wrap(err, "authors")
}

// Credentials returns the author with a user name, ignoring case, and the hash of
// the password. It fails with NotFound.
func (s *Store) Credentials(ctx context.Context, username string) (a blog.Author, hash string, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		// SQLite folds the case of ASCII letters only. Few authors can sign in, so
		// all of them are compared here.
		same := blog.FoldUsername(username)
		err := each(ctx, tx, `/* Credentials */
			SELECT `+authorColumns+`, author.password FROM author WHERE username IS NOT NULL ORDER BY username = ?1, id DESC`,
			func(row pool.Scanner) error {
				var one blog.Author
				var password string
				err := row.Scan(append(authorFields(&one), &password)...)
				if blog.FoldUsername(one.Username) == same {
					a, hash = one, password // the last match is the best: the exact one, else the first author
				}
				return err
			}, username)
		if err == nil && a.ID == 0 {
			return &blog.Error{Kind: blog.NotFound, Message: "There is no such author."}
		}
		return err
	})
	return a, hash, wrap(err, "credentials")
}

// Writers returns the authors who can sign in. The others were removed or came
// with an archive, and can't send posts that wait for them.
func (s *Store) Writers(ctx context.Context) (ids []blog.AuthorID, err error) {
	err = s.db.ReadOne(ctx, func(tx *pool.Tx) error {
		ids, err = pool.Select(ctx, tx, `/* Writers */ SELECT id FROM author WHERE username IS NOT NULL ORDER BY id`, pool.Value[blog.AuthorID])
		return err
	})
	return ids, wrap(err, "writers")
}

// SaveAuthor stores an author's name, user name and e-mail address. It fails with
// NotFound, or with Conflict if the user name is taken.
func (s *Store) SaveAuthor(ctx context.Context, a blog.Author) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		others, err := pool.Select(ctx, tx, `/* SaveAuthor: others */ SELECT username FROM author WHERE username IS NOT NULL AND id <> ?`, pool.Value[string], a.ID)
		if err != nil {
			return err
		}
		same := blog.FoldUsername(a.Username)
		if slices.ContainsFunc(others, func(other string) bool { return blog.FoldUsername(other) == same }) {
			return &blog.Error{Kind: blog.Conflict, Field: "username", Message: "Another author has that user name. Choose another."}
		}
		result, err := tx.Exec(ctx, `/* SaveAuthor */
			UPDATE author SET name = ?, username = nullif(?, ''), email = ? WHERE id = ?`, a.Name, a.Username, a.Email, a.ID)
		return changedOne(result, err, "There is no such author.")
	})
	return wrap(err, "save author %d", a.ID)
}

// SetPassword stores the hash of a new password and ends all sessions of the
// author except keepSession (0 keeps none). It fails with NotFound.
func (s *Store) SetPassword(ctx context.Context, id blog.AuthorID, hash string, keepSession int64) error {
	err := s.changeSessions(ctx, func(tx *pool.Tx) error {
		result, err := tx.Exec(ctx, `/* SetPassword */ UPDATE author SET password = ? WHERE id = ?`, hash, id)
		if err := changedOne(result, err, "There is no such author."); err != nil {
			return err
		}
		return endSessions(ctx, tx, id, keepSession)
	})
	return wrap(err, "set password of author %d", id)
}

// authorNamed returns the author with a name. If there is none, it creates one who
// can't sign in.
func authorNamed(ctx context.Context, tx *pool.Tx, name string) (blog.Author, error) {
	a, err := pool.One(ctx, tx, `/* authorNamed */
		SELECT `+authorColumns+` FROM author WHERE name = ? ORDER BY username IS NULL, id LIMIT 1`, scanAuthor, name)
	if !pool.IsNoRows(err) {
		return a, err
	}
	a = blog.Author{Name: name, Created: tx.Now()}
	result, err := tx.Exec(ctx, `/* authorNamed: new */ INSERT INTO author (name, created) VALUES (?, ?)`, name, millis(a.Created))
	if err != nil {
		return a, err
	}
	id, err := result.LastInsertId()
	if a.ID = blog.AuthorID(id); err != nil {
		return a, err
	}
	return a, nameAuthor(ctx, tx, &a)
}

// nameAuthor assigns an author the slug of the page with his posts. It is kept
// when the name changes, because addresses are permanent.
func nameAuthor(ctx context.Context, tx *pool.Tx, a *blog.Author) error {
	base := blog.Slug(a.Name)
	if base == "" {
		base = fmt.Sprint(int64(a.ID))
	}
	for n := 1; ; n++ {
		if a.Slug = base; n > 1 {
			a.Slug = fmt.Sprintf("%s-%d", base, n)
		}
		_, err := tx.Exec(ctx, `/* nameAuthor */ UPDATE author SET slug = ? WHERE id = ?`, a.Slug, a.ID)
		if !pool.IsUnique(err) {
			return err
		}
	}
}

// nameAuthors assigns slugs to authors that an older program has stored.
func (s *Store) nameAuthors(ctx context.Context) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		ctx := context.WithoutCancel(ctx) // the deadline is for the lock only
		authors, err := pool.Select(ctx, tx, `/* nameAuthors */ SELECT `+authorColumns+` FROM author WHERE slug = '' ORDER BY id`, scanAuthor)
		for i := range authors {
			if err := nameAuthor(ctx, tx, &authors[i]); err != nil {
				return err
			}
		}
		return err
	})
	return wrap(err, "name authors")
}

// changedOne fails with NotFound if a statement changed no row.
func changedOne(result interface{ RowsAffected() (int64, error) }, err error, sentence string) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return &blog.Error{Kind: blog.NotFound, Message: sentence}
	}
	return err
}
