-- +goose Up

CREATE TABLE entry (
	-- What lists show of a post, finished. A stamp tells with which look and of
	-- which form of the post; an entry of another stamp is made anew.
	post_id INTEGER PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
	stamp   INTEGER NOT NULL, -- 0: it is to be made
	html    TEXT NOT NULL
) STRICT;
CREATE INDEX entry_stamp ON entry (stamp);
INSERT INTO entry (post_id, stamp, html) SELECT id, 0, '' FROM post;

-- Whoever changes a post by other means than the program's does not leave an
-- entry that shows what it was.
-- +goose StatementBegin
CREATE TRIGGER post_entry_update AFTER UPDATE OF title, url, via, lang, path, published, updated, html, own, quoted, author_id ON post BEGIN
	UPDATE entry SET stamp = 0, html = '' WHERE post_id = new.id AND stamp <> 0;
END;
-- +goose StatementEnd

ALTER TABLE setting ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0; -- how often names changed that stand in entries

-- +goose StatementBegin
CREATE TRIGGER author_entry_update AFTER UPDATE OF name, slug ON author
WHEN old.posts > 0 AND (old.name <> new.name OR old.slug <> new.slug) BEGIN
	UPDATE setting SET renamed = renamed + 1;
END;
-- +goose StatementEnd

-- The indexes of lists bear what makes a post public, too: only then SQLite
-- takes a list from the index and the entries alone.
DROP INDEX post_public;
CREATE INDEX post_public ON post (published DESC, id DESC, status, trashed) WHERE status = 'published' AND trashed IS NULL;
DROP INDEX post_site;
CREATE INDEX post_site ON post (site, published DESC, id DESC, status, trashed) WHERE status = 'published' AND trashed IS NULL;
DROP INDEX post_by;
CREATE INDEX post_by ON post (author_id, published DESC, id DESC, status, trashed) WHERE status = 'published' AND trashed IS NULL;

-- Titles come into their index when posts come into the search, which is a
-- moment after they are stored.
DROP TRIGGER post_title_insert;
DROP TRIGGER post_title_update;
DROP TRIGGER post_title_delete;
DROP TABLE post_title_word;
DROP TABLE post_title;
CREATE VIEW titled AS SELECT id, title FROM post WHERE place IS NOT NULL;
CREATE VIRTUAL TABLE post_title USING fts5 (title, content = 'titled', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE post_title_word USING fts5vocab (post_title, row);

-- +goose StatementBegin
CREATE TRIGGER post_title_insert AFTER UPDATE OF place ON post WHEN old.place IS NULL AND new.place IS NOT NULL BEGIN
	INSERT INTO post_title (rowid, title) VALUES (new.id, new.title);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_title_update AFTER UPDATE OF title ON post WHEN old.title <> new.title AND old.place IS NOT NULL BEGIN
	INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', old.id, old.title);
	INSERT INTO post_title (rowid, title) VALUES (new.id, new.title);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_title_delete AFTER DELETE ON post WHEN old.place IS NOT NULL BEGIN
	INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', old.id, old.title);
END;
-- +goose StatementEnd

INSERT INTO post_title (post_title) VALUES ('rebuild');
