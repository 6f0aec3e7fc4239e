-- +goose Up

ALTER TABLE post ADD COLUMN guid TEXT NOT NULL DEFAULT ''; -- what feed readers know it by; given once
ALTER TABLE post ADD COLUMN base TEXT NOT NULL DEFAULT ''; -- where an imported post stood: relative links in its body start there

UPDATE post SET guid = 'urn:uuid:' || lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
	|| '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)));

CREATE INDEX post_guid ON post (guid) WHERE guid <> '';

-- An import goes on after a restart, and can be taken back.
ALTER TABLE import_batch ADD COLUMN state TEXT NOT NULL DEFAULT 'done'
	CHECK (state IN ('waiting', 'rehearsing', 'rehearsed', 'importing', 'done', 'failed', 'undoing', 'undone'));
ALTER TABLE import_batch ADD COLUMN options TEXT NOT NULL DEFAULT '{}'; -- JSON: what the person chose, and where the files are
ALTER TABLE import_batch ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;    -- a random number that no other batch has, not even one that was dropped
ALTER TABLE import_batch ADD COLUMN held INTEGER NOT NULL DEFAULT 0;    -- 1 if the server runs it and goes on with it
ALTER TABLE import_batch ADD COLUMN rows INTEGER NOT NULL DEFAULT 0;    -- lines that are settled
ALTER TABLE import_batch ADD COLUMN done INTEGER NOT NULL DEFAULT 0;    -- bytes of the archive that are read
ALTER TABLE import_batch ADD COLUMN total INTEGER NOT NULL DEFAULT 0;   -- bytes that it has
ALTER TABLE import_batch ADD COLUMN fault TEXT NOT NULL DEFAULT '';     -- why it failed, for the person

UPDATE import_batch SET state = 'failed', fault = 'It was cut short. Import the same archive again: what is in stays as it is.' WHERE finished IS NULL;

ALTER TABLE import_row ADD COLUMN format TEXT NOT NULL DEFAULT ''; -- that raw is in; empty if it came in before formats were noted
ALTER TABLE import_row ADD COLUMN path TEXT NOT NULL DEFAULT '';   -- of its file below the archive's root, if the file is this item alone
ALTER TABLE import_row ADD COLUMN seen INTEGER NOT NULL DEFAULT 0; -- the mark of the last batch in which the item stood

UPDATE import_row SET format = 'frontmatter';

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

CREATE TABLE former_host (
	-- Hosts under which imported posts were reached. Links to them lead here,
	-- where the address is known.
	host     TEXT NOT NULL,
	batch_id INTEGER NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
	PRIMARY KEY (host, batch_id)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX media_address_media ON media_address (media_id);
CREATE INDEX media_address_batch ON media_address (batch_id);

ALTER TABLE setting ADD COLUMN nightly TEXT NOT NULL DEFAULT '{}';       -- JSON: what is exported each night, and where to
ALTER TABLE setting ADD COLUMN nightly_state TEXT NOT NULL DEFAULT '{}'; -- JSON: when that was last done, and how it went
