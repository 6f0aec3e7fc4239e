-- +goose Up

CREATE TABLE source (
	-- The pages that posts lead to, a row for a page however its address is
	-- spelled, with what the page says of itself. A page keeps its row when the
	-- last post that leads to it is gone.
	id            INTEGER PRIMARY KEY,
	key           TEXT NOT NULL UNIQUE, -- blog.SourceKey of the post's URL
	canonical_key TEXT NOT NULL,        -- and of the address that the page says is its own
	host          TEXT NOT NULL,        -- as readers see it, blog.HostOf
	canonical     TEXT NOT NULL,
	title         TEXT NOT NULL,        -- of the page, which need not be the post's
	site          TEXT NOT NULL,
	author        TEXT NOT NULL,
	published     TEXT NOT NULL,        -- ISO 8601, as exact as the page says
	lang          TEXT NOT NULL,
	description   TEXT NOT NULL,
	image         TEXT NOT NULL,
	seen          INTEGER NOT NULL      -- when it was last captured
) STRICT;

CREATE INDEX source_canonical ON source (canonical_key) WHERE canonical_key <> '';
CREATE INDEX source_host ON source (host);

ALTER TABLE post ADD COLUMN source_id INTEGER REFERENCES source (id); -- NULL for a note
ALTER TABLE post ADD COLUMN original TEXT NOT NULL DEFAULT '';        -- the address as it was captured, if the author's is a cleaned one

CREATE INDEX post_source ON post (source_id, published) WHERE source_id IS NOT NULL;

ALTER TABLE quote ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- characters of the page's text before the passage

-- The words of titles, for the likeness of posts.
CREATE VIRTUAL TABLE post_title USING fts5 (title, content = 'post', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE post_title_word USING fts5vocab (post_title, row);

-- +goose StatementBegin
CREATE TRIGGER post_title_insert AFTER INSERT ON post BEGIN
	INSERT INTO post_title (rowid, title) VALUES (new.id, new.title);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_title_update AFTER UPDATE OF title ON post WHEN old.title <> new.title BEGIN
	INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', old.id, old.title);
	INSERT INTO post_title (rowid, title) VALUES (new.id, new.title);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_title_delete AFTER DELETE ON post BEGIN
	INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', old.id, old.title);
END;
-- +goose StatementEnd

INSERT INTO post_title (post_title) VALUES ('rebuild');
