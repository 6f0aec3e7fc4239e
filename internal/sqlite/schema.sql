-- Made by go test ./internal/sqlite -run Schema -update; change the migrations instead.

CREATE TABLE address (
	-- Every address that ever led to a post, by its key: the decoded path
	-- without its last slash. No row is ever deleted, so that no other post
	-- takes an address over.
	key       TEXT PRIMARY KEY,
	post_id   INTEGER REFERENCES post (id) ON DELETE SET NULL, -- NULL when the post was purged
	canonical INTEGER NOT NULL CHECK (canonical IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX address_fold ON address (lower(key)) WHERE key <> lower(key);

CREATE INDEX address_post ON address (post_id);

CREATE TABLE author (
	-- People whose words stand on the blog. Who has no username can't sign in:
	-- an archive brought the name in.
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL,
	username TEXT UNIQUE COLLATE NOCASE,
	email    TEXT NOT NULL DEFAULT '',
	password TEXT NOT NULL DEFAULT '', -- argon2id, encoded with its parameters
	created  INTEGER NOT NULL, posts INTEGER NOT NULL DEFAULT 0, slug TEXT NOT NULL DEFAULT '',
	CHECK (username IS NULL OR username <> '')
) STRICT;

CREATE TRIGGER author_entry_update AFTER UPDATE OF name, slug ON author
WHEN old.posts > 0 AND (old.name <> new.name OR old.slug <> new.slug) BEGIN
	UPDATE setting SET renamed = renamed + 1;
END;

CREATE INDEX author_name ON author (name);

CREATE UNIQUE INDEX author_slug ON author (slug) WHERE slug <> '';

CREATE TABLE day (
	-- Days since 1970 in UTC. A day elsewhere is made of two of them.
	day   INTEGER PRIMARY KEY,
	posts INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
	-- What lists show of a post, finished. A stamp tells with which look and of
	-- which form of the post; an entry of another stamp is made anew.
	post_id INTEGER PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
	stamp   INTEGER NOT NULL, -- 0: it is to be made
	html    TEXT NOT NULL
) STRICT;

CREATE INDEX entry_stamp ON entry (stamp);

CREATE TABLE former_host (
	-- Hosts under which imported posts were reached. Links to them lead here,
	-- where the address is known.
	host     TEXT NOT NULL,
	batch_id INTEGER NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE, doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1)),
	PRIMARY KEY (host, batch_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_batch (
	id       INTEGER PRIMARY KEY,
	format   TEXT NOT NULL,
	source   TEXT NOT NULL, -- the paths that were given
	started  INTEGER NOT NULL,
	finished INTEGER        -- NULL if it was cut short
, state TEXT NOT NULL DEFAULT 'done'
	CHECK (state IN ('waiting', 'rehearsing', 'rehearsed', 'importing', 'done', 'failed', 'undoing', 'undone')), options TEXT NOT NULL DEFAULT '{}', mark INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, rows INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0, fault TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE import_line (
	-- The report of a batch, a line for each item in the archive's order.
	batch_id INTEGER NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
	number   INTEGER NOT NULL,
	origin   TEXT NOT NULL,
	key      TEXT NOT NULL,
	outcome  TEXT NOT NULL,
	title    TEXT NOT NULL,
	notes    TEXT NOT NULL, -- a line each
	post_id  INTEGER,       -- the post may be gone
	former   BLOB,          -- JSON of what the import changed, as it was: a post and how it was known
	PRIMARY KEY (batch_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_line_outcome ON import_line (batch_id, outcome, number);

CREATE TABLE import_row (
	-- The items of archives as they stood there, so that a better reader can
	-- run again, and so that the same item is known the next time.
	key          TEXT PRIMARY KEY,
	batch_id     INTEGER NOT NULL REFERENCES import_batch (id),
	post_id      INTEGER REFERENCES post (id) ON DELETE SET NULL,
	post_version INTEGER NOT NULL, -- as the import left it: a higher one means the author has edited
	origin       TEXT NOT NULL,    -- file
	raw          BLOB NOT NULL,
	hash         BLOB NOT NULL,    -- SHA-256 of raw
	notes        TEXT NOT NULL
, format TEXT NOT NULL DEFAULT '', path TEXT NOT NULL DEFAULT '', seen INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX import_row_batch ON import_row (batch_id);

CREATE INDEX import_row_post ON import_row (post_id);

CREATE TABLE media (
	-- Pictures and other files that posts show, each once.
	id     INTEGER PRIMARY KEY,
	sha256 BLOB NOT NULL UNIQUE,
	type   TEXT NOT NULL, -- told by the content
	name   TEXT NOT NULL, -- at its origin
	added  INTEGER NOT NULL,
	data   BLOB NOT NULL
) STRICT;

CREATE TABLE media_address (
	-- Addresses at which posts refer to files that are kept here. The posts
	-- keep them in their words.
	address  TEXT PRIMARY KEY,
	media_id INTEGER NOT NULL REFERENCES media (id),
	batch_id INTEGER REFERENCES import_batch (id) ON DELETE SET NULL -- that brought it in
) STRICT, WITHOUT ROWID;

CREATE INDEX media_address_batch ON media_address (batch_id);

CREATE INDEX media_address_media ON media_address (media_id);

CREATE TABLE missed (
	-- Addresses that readers asked for in vain.
	key      TEXT PRIMARY KEY, -- blog.AddressKey
	count    INTEGER NOT NULL,
	first    INTEGER NOT NULL,
	last     INTEGER NOT NULL,
	referrer TEXT NOT NULL     -- the last page that led there; empty if none is known
) STRICT, WITHOUT ROWID;

CREATE INDEX missed_last ON missed (last);

CREATE TABLE post (
	id        INTEGER PRIMARY KEY AUTOINCREMENT, -- a purged post's number is not used again
	version   INTEGER NOT NULL,                 -- one more with every saved change
	form_key  TEXT UNIQUE,                      -- names the form that made the post, so that it is made once
	status    TEXT NOT NULL CHECK (status IN ('draft', 'published')),
	author_id INTEGER NOT NULL REFERENCES author (id),
	title     TEXT NOT NULL,
	url       TEXT NOT NULL,                    -- the source as the author gave it; empty for a note
	via       TEXT NOT NULL,
	format    TEXT NOT NULL CHECK (format IN ('markdown', 'html', 'wordpress')),
	lang      TEXT NOT NULL,
	slug      TEXT NOT NULL,
	path      TEXT NOT NULL,                    -- canonical; empty until the post is published
	created   INTEGER NOT NULL,
	published INTEGER,                          -- NULL for a draft that never was
	updated   INTEGER,                          -- last change after publication
	trashed   INTEGER,
	date_text TEXT NOT NULL,                    -- the date as an archive spelled it
	touched   INTEGER NOT NULL,                 -- last change of any kind, for the desk
	renderer  INTEGER NOT NULL,                 -- version of what made html, own and quoted
	html      TEXT NOT NULL,                    -- made of body, safe
	own       TEXT NOT NULL,                    -- the author's words as plain text
	quoted    TEXT NOT NULL,                    -- the quoted words as plain text
	body      TEXT NOT NULL, source_id INTEGER REFERENCES source (id), original TEXT NOT NULL DEFAULT '', guid TEXT NOT NULL DEFAULT '', base TEXT NOT NULL DEFAULT '', kind TEXT GENERATED ALWAYS AS (
	CASE WHEN url = '' THEN 'note' WHEN own = '' AND quoted <> '' THEN 'quote' ELSE 'link' END) VIRTUAL, site TEXT NOT NULL DEFAULT '', place INTEGER,                    -- as written, never cleaned; last, since lists do not read it
	CHECK (status = 'draft' OR (published IS NOT NULL AND path <> ''))
) STRICT;

CREATE TRIGGER post_count_delete AFTER DELETE ON post WHEN old.status = 'published' AND old.trashed IS NULL BEGIN
	UPDATE author SET posts = posts - 1 WHERE id = old.author_id;
	UPDATE day SET posts = posts - 1 WHERE day = (old.published - ((old.published % 86400000) + 86400000) % 86400000) / 86400000;
	UPDATE site SET posts = posts - 1 WHERE host = old.site;
END;

CREATE TRIGGER post_count_insert AFTER INSERT ON post WHEN new.status = 'published' AND new.trashed IS NULL BEGIN
	UPDATE author SET posts = posts + 1 WHERE id = new.author_id;
	INSERT INTO day (day, posts) VALUES ((new.published - ((new.published % 86400000) + 86400000) % 86400000) / 86400000, 1)
	ON CONFLICT (day) DO UPDATE SET posts = posts + 1;
	INSERT INTO site (host, posts) SELECT new.site, 1 WHERE new.site <> '' ON CONFLICT (host) DO UPDATE SET posts = posts + 1;
END;

CREATE TRIGGER post_count_update AFTER UPDATE OF status, trashed, published, author_id, site ON post
WHEN new.status = 'published' AND new.trashed IS NULL BEGIN
	UPDATE author SET posts = posts + 1 WHERE id = new.author_id;
	INSERT INTO day (day, posts) VALUES ((new.published - ((new.published % 86400000) + 86400000) % 86400000) / 86400000, 1)
	ON CONFLICT (day) DO UPDATE SET posts = posts + 1;
	INSERT INTO site (host, posts) SELECT new.site, 1 WHERE new.site <> '' ON CONFLICT (host) DO UPDATE SET posts = posts + 1;
END;

CREATE TRIGGER post_entry_update AFTER UPDATE OF title, url, via, lang, path, published, updated, html, own, quoted, author_id ON post BEGIN
	UPDATE entry SET stamp = 0, html = '' WHERE post_id = new.id AND stamp <> 0;
END;

CREATE TRIGGER post_media_insert AFTER INSERT ON post WHEN instr(new.html, '/media/') > 0 BEGIN
	INSERT INTO post_media (post_id, sha256)
	SELECT DISTINCT new.id, unhex(substr(value, 1, 64)) FROM json_each('[' || replace(json_quote(new.html), '/media/', '","') || ']')
	WHERE key > 0 AND length(unhex(substr(value, 1, 64))) = 32;
END;

CREATE TRIGGER post_media_update AFTER UPDATE OF html ON post
WHEN old.html <> new.html AND (instr(old.html, '/media/') > 0 OR instr(new.html, '/media/') > 0) BEGIN
	DELETE FROM post_media WHERE post_id = new.id;
	INSERT INTO post_media (post_id, sha256)
	SELECT DISTINCT new.id, unhex(substr(value, 1, 64)) FROM json_each('[' || replace(json_quote(new.html), '/media/', '","') || ']')
	WHERE key > 0 AND length(unhex(substr(value, 1, 64))) = 32;
END;

CREATE TRIGGER post_search_delete AFTER DELETE ON post WHEN old.place IS NOT NULL BEGIN
	DELETE FROM search WHERE rowid = old.place;
	DELETE FROM search_desk WHERE rowid = old.place;
	DELETE FROM unindexed WHERE place = old.place;
END;

CREATE TRIGGER post_search_update AFTER UPDATE OF status, title, url, published, trashed, own, quoted ON post
WHEN new.place IS NOT NULL AND (old.title <> new.title OR old.status <> new.status OR old.trashed IS NOT new.trashed OR old.published IS NOT new.published
	OR old.url <> new.url OR old.own <> new.own OR old.quoted <> new.quoted) BEGIN
	INSERT INTO unindexed (place) VALUES (new.place) ON CONFLICT (place) DO NOTHING;
END;

CREATE TRIGGER post_title_delete AFTER DELETE ON post WHEN old.place IS NOT NULL BEGIN
	INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', old.id, old.title);
END;

CREATE TRIGGER post_title_insert AFTER UPDATE OF place ON post WHEN old.place IS NULL AND new.place IS NOT NULL BEGIN
	INSERT INTO post_title (rowid, title) VALUES (new.id, new.title);
END;

CREATE TRIGGER post_title_update AFTER UPDATE OF title ON post WHEN old.title <> new.title AND old.place IS NOT NULL BEGIN
	INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', old.id, old.title);
	INSERT INTO post_title (rowid, title) VALUES (new.id, new.title);
END;

CREATE TRIGGER post_uncount_update AFTER UPDATE OF status, trashed, published, author_id, site ON post
WHEN old.status = 'published' AND old.trashed IS NULL BEGIN
	UPDATE author SET posts = posts - 1 WHERE id = old.author_id;
	UPDATE day SET posts = posts - 1 WHERE day = (old.published - ((old.published % 86400000) + 86400000) % 86400000) / 86400000;
	UPDATE site SET posts = posts - 1 WHERE host = old.site;
END;

CREATE INDEX post_author ON post (author_id);

CREATE INDEX post_by ON post (author_id, published DESC, id DESC, status, trashed) WHERE status = 'published' AND trashed IS NULL;

CREATE INDEX post_drafts ON post (touched DESC, id DESC) WHERE status = 'draft' AND trashed IS NULL;

CREATE INDEX post_guid ON post (guid) WHERE guid <> '';

CREATE INDEX post_kind ON post (kind, published DESC, id DESC) WHERE status = 'published' AND trashed IS NULL;

CREATE UNIQUE INDEX post_place ON post (place) WHERE place IS NOT NULL;

CREATE INDEX post_public ON post (published DESC, id DESC, status, trashed) WHERE status = 'published' AND trashed IS NULL;

CREATE INDEX post_renderer ON post (renderer);

CREATE INDEX post_site ON post (site, published DESC, id DESC, status, trashed) WHERE status = 'published' AND trashed IS NULL;

CREATE INDEX post_source ON post (source_id, published) WHERE source_id IS NOT NULL;

CREATE INDEX post_trash ON post (trashed DESC, id DESC) WHERE trashed IS NOT NULL;

CREATE INDEX post_unplaced ON post (id) WHERE place IS NULL;

CREATE TABLE post_media (
	-- The files that posts show or lead to, by hash: a post may name one that
	-- comes in after it.
	post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
	sha256  BLOB NOT NULL,
	PRIMARY KEY (post_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX post_media_file ON post_media (sha256);

CREATE TABLE post_tag (
	post_id   INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
	tag_id    INTEGER NOT NULL REFERENCES tag (id),
	position  INTEGER NOT NULL,
	name      TEXT NOT NULL, -- as this post spells it
	published INTEGER, -- the post's, while readers see it, so that a tag's list is read from its index alone
	PRIMARY KEY (post_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER post_tag_count_delete AFTER DELETE ON post_tag WHEN old.published IS NOT NULL BEGIN
	UPDATE tag SET posts = posts - 1 WHERE id = old.tag_id;
END;

CREATE TRIGGER post_tag_count_insert AFTER INSERT ON post_tag WHEN new.published IS NOT NULL BEGIN
	UPDATE tag SET posts = posts + 1 WHERE id = new.tag_id;
END;

CREATE INDEX post_tag_public ON post_tag (tag_id, published DESC, post_id DESC) WHERE published IS NOT NULL;

CREATE VIRTUAL TABLE post_title USING fts5 (title, content = 'titled', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE 'post_title_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'post_title_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'post_title_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'post_title_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE VIRTUAL TABLE post_title_word USING fts5vocab (post_title, row);

CREATE TABLE quote (
	-- The passages that posts quote, in their order. A captured passage that
	-- the author edited away keeps its row, without a position.
	id       INTEGER PRIMARY KEY,
	post_id  INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
	position INTEGER,
	text     TEXT NOT NULL, -- as it stands in the post
	captured TEXT NOT NULL, -- as it was captured from the source; empty if it was typed
	source   TEXT NOT NULL, -- URL; empty means the post's source
	prefix   TEXT NOT NULL, -- words before it in the source
	suffix   TEXT NOT NULL  -- and after it
, place INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX quote_post ON quote (post_id, position);

CREATE TABLE redirect (
	-- Addresses that the author has led elsewhere; those that lead to posts
	-- are in address.
	key     TEXT PRIMARY KEY,
	target  TEXT NOT NULL, -- a path of this blog, or a whole address
	created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
	-- Every version of a post that was ever saved, the present one included.
	post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
	version INTEGER NOT NULL,
	title   TEXT NOT NULL,
	url     TEXT NOT NULL,
	via     TEXT NOT NULL,
	body    TEXT NOT NULL,
	format  TEXT NOT NULL,
	tags    TEXT NOT NULL, -- as the form writes them
	saved   INTEGER NOT NULL,
	saved_by TEXT NOT NULL,
	PRIMARY KEY (post_id, version)
) STRICT;

CREATE VIRTUAL TABLE search USING fts5 (title, own, quoted, tags, source, facets,
	content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3');

CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE VIRTUAL TABLE search_desk USING fts5 (title, own, quoted, tags, source, facets,
	content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3');

CREATE TABLE 'search_desk_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'search_desk_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'search_desk_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'search_desk_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE session (
	-- Browsers in which an author is signed in. The token itself is nowhere.
	id         INTEGER PRIMARY KEY,
	token_hash BLOB NOT NULL UNIQUE, -- SHA-256
	author_id  INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
	user_agent TEXT NOT NULL,
	created    INTEGER NOT NULL,
	seen       INTEGER NOT NULL,
	expires    INTEGER NOT NULL
) STRICT;

CREATE INDEX session_author ON session (author_id);

CREATE TABLE setting (
	-- What the author decided about the blog as a whole; one row.
	id        INTEGER PRIMARY KEY CHECK (id = 1),
	title     TEXT NOT NULL,
	tagline   TEXT NOT NULL,
	lang      TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	pattern   TEXT NOT NULL, -- of new posts' addresses
	base_url  TEXT NOT NULL
, nightly TEXT NOT NULL DEFAULT '{}', nightly_state TEXT NOT NULL DEFAULT '{}', reading TEXT NOT NULL DEFAULT '{}', renamed INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE site (
	-- The sites that posts lead to.
	host  TEXT PRIMARY KEY,
	posts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX site_posts ON site (posts DESC, host);

CREATE TABLE source (
	-- The pages that posts lead to, a row for a page however its address is
	-- spelled, with what the page says of itself. A page keeps its row when the
	-- last post that leads to it is gone.
	id            INTEGER PRIMARY KEY,
	key           TEXT NOT NULL UNIQUE, -- blog.SourceKey of the post's URL
	canonical_key TEXT NOT NULL,        -- and of the address that the page says is its own
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

CREATE TABLE tag (
	id   INTEGER PRIMARY KEY,
	slug TEXT NOT NULL UNIQUE, -- makes two spellings one tag
	name TEXT NOT NULL
, posts INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX tag_posts ON tag (posts DESC, slug);

CREATE VIEW titled AS SELECT id, title FROM post WHERE place IS NOT NULL;

CREATE TABLE unindexed (
	-- Places whose posts are to come into the search anew.
	place INTEGER PRIMARY KEY
) STRICT;
