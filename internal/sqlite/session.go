package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

const sessionColumns = `session.id, session.author_id, session.user_agent, session.created, session.seen, session.expires`

func scanSession(row pool.Scanner) (v blog.Session, err error) {
	return v, row.Scan(sessionFields(&v)...)
}

// sessionFields returns the destinations of sessionColumns.
func sessionFields(v *blog.Session) []any {
	return []any{&v.ID, &v.AuthorID, &v.UserAgent, instant{&v.Created}, instant{&v.Seen}, instant{&v.Expires}}
}

// CreateSession stores a new session under the hash of its token, and deletes
// expired sessions.
func (s *Store) CreateSession(ctx context.Context, tokenHash []byte, v blog.Session) (blog.Session, error) {
	err := s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		if _, err := tx.Exec(ctx, `/* CreateSession: expired */ DELETE FROM session WHERE expires <= ?`, millis(tx.Now())); err != nil {
			return err
		}
		v.Created, v.Seen = tx.Now(), tx.Now()
		result, err := tx.Exec(ctx, `/* CreateSession */
			INSERT INTO session (token_hash, author_id, user_agent, created, seen, expires) VALUES (?, ?, ?, ?, ?, ?)`,
			tokenHash, v.AuthorID, v.UserAgent, millis(v.Created), millis(v.Seen), millis(v.Expires))
		if err != nil {
			return err
		}
		v.ID, err = result.LastInsertId()
		return err
	})
	return v, wrap(err, "create session")
}

// SessionByToken returns the session with the hash of a token, and its author. It
// fails with NotFound, also if the session has expired.
func (s *Store) SessionByToken(ctx context.Context, tokenHash []byte) (blog.Session, blog.Author, error) {
	found, ok, forgotten := s.sessions.recall(tokenHash)
	generation := s.db.GenerationNow() // a session that was ended by any program is seen to be ended at once
	if ok && s.Unchanged(found.generation, nil) && found.session.Expires.After(s.db.Now()) {
		return found.session, found.author, nil
	}
	found, err := s.sessionByToken(ctx, tokenHash)
	if err != nil {
		return blog.Session{}, blog.Author{}, wrap(err, "session by token")
	}
	found.generation = generation
	s.sessions.remember(tokenHash, found, forgotten)
	return found.session, found.author, nil
}

func (s *Store) sessionByToken(ctx context.Context, tokenHash []byte) (found foundSession, err error) {
	err = s.db.ReadOne(ctx, func(tx *pool.Tx) error {
		err := into(ctx, tx, `/* SessionByToken */
			SELECT `+sessionColumns+`, `+authorColumns+`
			FROM session JOIN author ON author.id = session.author_id
			WHERE token_hash = ? AND expires > ?`,
			append(sessionFields(&found.session), authorFields(&found.author)...), tokenHash, millis(tx.Now()))
		return notFound(err, "This session has ended.")
	})
	return found, err
}

// TouchSession records that a session was used now, and its new time of expiry. It
// fails with NotFound.
func (s *Store) TouchSession(ctx context.Context, id int64, expires time.Time) error {
	err := s.changeSessions(ctx, func(tx *pool.Tx) error {
		result, err := tx.Exec(ctx, `/* TouchSession */ UPDATE session SET seen = ?, expires = ? WHERE id = ?`, millis(tx.Now()), millis(expires), id)
		return changedOne(result, err, "This session has ended.")
	})
	return wrap(err, "touch session %d", id)
}

// EndSession ends a session. It does nothing if the session has ended already.
func (s *Store) EndSession(ctx context.Context, id int64) error {
	err := s.changeSessions(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* EndSession */ DELETE FROM session WHERE id = ?`, id)
		return err
	})
	return wrap(err, "end session %d", id)
}

// EndSessions ends all sessions of an author except one (0 ends all).
func (s *Store) EndSessions(ctx context.Context, author blog.AuthorID, except int64) error {
	err := s.changeSessions(ctx, func(tx *pool.Tx) error { return endSessions(ctx, tx, author, except) })
	return wrap(err, "end sessions of author %d", author)
}

// changeSessions runs fn in a transaction that changes existing sessions, and
// nothing that readers see.
func (s *Store) changeSessions(ctx context.Context, fn func(*pool.Tx) error) error {
	defer s.sessions.forget()
	return s.db.WriteQuietly(ctx, fn)
}

func endSessions(ctx context.Context, tx *pool.Tx, author blog.AuthorID, except int64) error {
	_, err := tx.Exec(ctx, `/* endSessions */ DELETE FROM session WHERE author_id = ? AND id <> ?`, author, except)
	return err
}

// Sessions returns an author's sessions, the most recently used first.
func (s *Store) Sessions(ctx context.Context, author blog.AuthorID) (out []blog.Session, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		out, err = pool.Select(ctx, tx, `/* Sessions */
			SELECT `+sessionColumns+` FROM session WHERE author_id = ? AND expires > ? ORDER BY seen DESC, id DESC`,
			scanSession, author, millis(tx.Now()))
		return err
	})
	return out, wrap(err, "sessions of author %d", author)
}
