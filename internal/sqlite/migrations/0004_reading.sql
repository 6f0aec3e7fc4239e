-- +goose Up

-- A post's kind follows from what it has; here only for the lists of each kind.
ALTER TABLE post ADD COLUMN kind TEXT GENERATED ALWAYS AS (
	CASE WHEN url = '' THEN 'note' WHEN own = '' AND quoted <> '' THEN 'quote' ELSE 'link' END) VIRTUAL;
ALTER TABLE post ADD COLUMN site TEXT NOT NULL DEFAULT ''; -- the host of url as readers see it; empty for a note
ALTER TABLE post ADD COLUMN place INTEGER;                 -- rowid in the search index: sixteenths of seconds since 1970, so that newer posts have higher ones; NULL until it is indexed

CREATE UNIQUE INDEX post_place ON post (place) WHERE place IS NOT NULL;
CREATE INDEX post_unplaced ON post (id) WHERE place IS NULL;
CREATE INDEX post_kind ON post (kind, published DESC, id DESC) WHERE status = 'published' AND trashed IS NULL;
CREATE INDEX post_site ON post (site, published DESC, id DESC) WHERE status = 'published' AND trashed IS NULL;
CREATE INDEX post_by ON post (author_id, published DESC, id DESC) WHERE status = 'published' AND trashed IS NULL;

-- Counts that pages show, of posts that readers see.
CREATE TABLE site (
	-- The sites that posts lead to.
	host  TEXT PRIMARY KEY,
	posts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX site_posts ON site (posts DESC, host);

CREATE TABLE day (
	-- Days since 1970 in UTC. A day elsewhere is made of two of them.
	day   INTEGER PRIMARY KEY,
	posts INTEGER NOT NULL
) STRICT;

ALTER TABLE tag ADD COLUMN posts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE author ADD COLUMN posts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE author ADD COLUMN slug TEXT NOT NULL DEFAULT ''; -- in the address of the author's page
CREATE UNIQUE INDEX author_slug ON author (slug) WHERE slug <> '';
CREATE INDEX tag_posts ON tag (posts DESC, slug);

UPDATE tag SET posts = (SELECT count(*) FROM post_tag WHERE tag_id = tag.id AND published IS NOT NULL);
UPDATE author SET posts = (SELECT count(*) FROM post WHERE author_id = author.id AND status = 'published' AND trashed IS NULL);
INSERT INTO day (day, posts)
SELECT (published - ((published % 86400000) + 86400000) % 86400000) / 86400000 AS day, count(*)
FROM post WHERE status = 'published' AND trashed IS NULL GROUP BY 1;

-- +goose StatementBegin
CREATE TRIGGER post_count_insert AFTER INSERT ON post WHEN new.status = 'published' AND new.trashed IS NULL BEGIN
	UPDATE author SET posts = posts + 1 WHERE id = new.author_id;
	INSERT INTO day (day, posts) VALUES ((new.published - ((new.published % 86400000) + 86400000) % 86400000) / 86400000, 1)
	ON CONFLICT (day) DO UPDATE SET posts = posts + 1;
	INSERT INTO site (host, posts) SELECT new.site, 1 WHERE new.site <> '' ON CONFLICT (host) DO UPDATE SET posts = posts + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_count_delete AFTER DELETE ON post WHEN old.status = 'published' AND old.trashed IS NULL BEGIN
	UPDATE author SET posts = posts - 1 WHERE id = old.author_id;
	UPDATE day SET posts = posts - 1 WHERE day = (old.published - ((old.published % 86400000) + 86400000) % 86400000) / 86400000;
	UPDATE site SET posts = posts - 1 WHERE host = old.site;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_uncount_update AFTER UPDATE OF status, trashed, published, author_id, site ON post
WHEN old.status = 'published' AND old.trashed IS NULL BEGIN
	UPDATE author SET posts = posts - 1 WHERE id = old.author_id;
	UPDATE day SET posts = posts - 1 WHERE day = (old.published - ((old.published % 86400000) + 86400000) % 86400000) / 86400000;
	UPDATE site SET posts = posts - 1 WHERE host = old.site;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_count_update AFTER UPDATE OF status, trashed, published, author_id, site ON post
WHEN new.status = 'published' AND new.trashed IS NULL BEGIN
	UPDATE author SET posts = posts + 1 WHERE id = new.author_id;
	INSERT INTO day (day, posts) VALUES ((new.published - ((new.published % 86400000) + 86400000) % 86400000) / 86400000, 1)
	ON CONFLICT (day) DO UPDATE SET posts = posts + 1;
	INSERT INTO site (host, posts) SELECT new.site, 1 WHERE new.site <> '' ON CONFLICT (host) DO UPDATE SET posts = posts + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_tag_count_insert AFTER INSERT ON post_tag WHEN new.published IS NOT NULL BEGIN
	UPDATE tag SET posts = posts + 1 WHERE id = new.tag_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER post_tag_count_delete AFTER DELETE ON post_tag WHEN old.published IS NOT NULL BEGIN
	UPDATE tag SET posts = posts - 1 WHERE id = old.tag_id;
END;
-- +goose StatementEnd

-- The search: what readers see, and, apart from it, drafts and the trash. The
-- words are made by search.Fold and stand parted by spaces, so that the
-- simplest tokenizer does; rowids are post.place, so that the newest are found
-- first without sorting.
CREATE VIRTUAL TABLE search USING fts5 (title, own, quoted, tags, source, facets,
	content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3');
CREATE VIRTUAL TABLE search_desk USING fts5 (title, own, quoted, tags, source, facets,
	content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3');

-- +goose StatementBegin
CREATE TRIGGER post_search_delete AFTER DELETE ON post WHEN old.place IS NOT NULL BEGIN
	DELETE FROM search WHERE rowid = old.place;
	DELETE FROM search_desk WHERE rowid = old.place;
END;
-- +goose StatementEnd

CREATE TABLE missed (
	-- Addresses that readers asked for in vain.
	key      TEXT PRIMARY KEY, -- blog.AddressKey
	count    INTEGER NOT NULL,
	first    INTEGER NOT NULL,
	last     INTEGER NOT NULL,
	referrer TEXT NOT NULL     -- the last page that led there; empty if none is known
) STRICT, WITHOUT ROWID;
CREATE INDEX missed_last ON missed (last);

CREATE TABLE redirect (
	-- Addresses that the author has led elsewhere; those that lead to posts
	-- are in address.
	key     TEXT PRIMARY KEY,
	target  TEXT NOT NULL, -- a path of this blog, or a whole address
	created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE setting ADD COLUMN reading TEXT NOT NULL DEFAULT '{}'; -- JSON: what readers and their programs get

CREATE INDEX address_fold ON address (lower(key)); -- who asks in another case is sent on
