-- +goose Up

-- Which files posts show: readers are given those that a post of theirs shows,
-- and no others. Kept by what is written, from the finished HTML, in which a file
-- stands as /media/, its hash in hex, and an ending.
CREATE TABLE post_media (
	-- The files that posts show or lead to, by hash: a post may name one that
	-- comes in after it.
	post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
	sha256  BLOB NOT NULL,
	PRIMARY KEY (post_id, sha256)
) STRICT, WITHOUT ROWID;
INSERT INTO post_media (post_id, sha256)
	SELECT DISTINCT post.id, unhex(substr(piece.value, 1, 64))
	FROM post, json_each('[' || replace(json_quote(post.html), '/media/', '","') || ']') AS piece
	WHERE instr(post.html, '/media/') > 0 AND piece.key > 0 AND length(unhex(substr(piece.value, 1, 64))) = 32;
CREATE INDEX post_media_file ON post_media (sha256);

-- The text is cut at each /media/ by making a JSON list of it; the first piece
-- stands before the first of them.
-- +goose StatementBegin
CREATE TRIGGER post_media_insert AFTER INSERT ON post WHEN instr(new.html, '/media/') > 0 BEGIN
	INSERT INTO post_media (post_id, sha256)
	SELECT DISTINCT new.id, unhex(substr(value, 1, 64)) FROM json_each('[' || replace(json_quote(new.html), '/media/', '","') || ']')
	WHERE key > 0 AND length(unhex(substr(value, 1, 64))) = 32;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER post_media_update AFTER UPDATE OF html ON post
WHEN old.html <> new.html AND (instr(old.html, '/media/') > 0 OR instr(new.html, '/media/') > 0) BEGIN
	DELETE FROM post_media WHERE post_id = new.id;
	INSERT INTO post_media (post_id, sha256)
	SELECT DISTINCT new.id, unhex(substr(value, 1, 64)) FROM json_each('[' || replace(json_quote(new.html), '/media/', '","') || ']')
	WHERE key > 0 AND length(unhex(substr(value, 1, 64))) = 32;
END;
-- +goose StatementEnd

-- Whoever changes what the search knows of a post, be it another program, has it
-- brought in anew. The blog itself does so in the same transaction.
-- +goose StatementBegin
CREATE TRIGGER post_search_update AFTER UPDATE OF status, title, url, published, trashed, own, quoted ON post
WHEN new.place IS NOT NULL AND (old.title <> new.title OR old.status <> new.status OR old.trashed IS NOT new.trashed OR old.published IS NOT new.published
	OR old.url <> new.url OR old.own <> new.own OR old.quoted <> new.quoted) BEGIN
	INSERT INTO unindexed (place) VALUES (new.place) ON CONFLICT (place) DO NOTHING;
END;
-- +goose StatementEnd

-- An archive may name any host as the one where its posts stood. One to which posts
-- of others lead already may be another's: links to there stay, unless the author
-- says that it was the blog's.
ALTER TABLE former_host ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1));
