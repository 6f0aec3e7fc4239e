-- Rows as a blog of schema 1 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO setting (id, title, tagline, lang, time_zone, pattern, base_url) VALUES (1, 'Commonplace', 'Since 2012', 'en', 'Europe/Berlin', '/links/{slug}/', 'https://links.example.org');

INSERT INTO author (id, name, username, email, password, created) VALUES
	(1, 'Ada Example', 'ada', 'ada@example.org', 'no password', 1353517650000),
	(2, 'Brought In', NULL, '', '', 1353517650000);

INSERT INTO session (token_hash, author_id, user_agent, created, seen, expires) VALUES (x'01', 1, 'Mosaic', 1353517650000, 1353517650000, 4102444800000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body) VALUES
	(1, 2, 'form-1-0', 'published', 1, 'Herons of schema 1', 'https://v1.example.org/herons', '', 'markdown', 'en', 'herons-1', '/links/herons-1/', 1353517650000, 1353517650000, NULL, NULL, '', 1353517650000, 1,
		'<p>Own words 1.</p>', 'Own words1.', 'They stand still, version 1.', 'Own words1. > They stand still, version 1.'),
	(2, 2, 'form-1-1', 'published', 1, 'A note of schema 1', '', '', 'markdown', 'en', 'note-1', '/links/note-1/', 1353521250000, 1353521250000, NULL, NULL, '', 1353521250000, 1,
		'<p>Own words 1.</p>', 'Own words1.', '', 'Own words1.'),
	(3, 2, 'form-1-2', 'draft', 1, 'Unfinished in schema 1', 'https://v1.example.org/later', '', 'markdown', 'en', 'unfinished-1', '', 1353524850000, NULL, NULL, NULL, '', 1353524850000, 1,
		'<p>Own words 1.</p>', 'Own words1.', '', 'Own words1.'),
	(4, 2, 'form-1-3', 'published', 1, 'Regretted in schema 1', 'https://v1.example.org/regret', '', 'markdown', 'en', 'regret-1', '/links/regret-1/', 1353528450000, 1353528450000, NULL, 1353528455000, '', 1353528450000, 1,
		'<p>Own words 1.</p>', 'Own words1.', '', 'Own words1.');

INSERT INTO tag (id, slug, name) VALUES (1, 'birds', 'Birds');
INSERT INTO tag (id, slug, name) VALUES (2, 'schema-1', 'schema 1');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(1, 1, 0, 'Birds', 1353517650000),
	(1, 2, 1, 'schema 1', 1353517650000),
	(2, 1, 0, 'birds', 1353521250000),
	(4, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix) VALUES
	(1, 0, 'They stand still, version 1.', 'They stand still, version 1.', '', 'before', 'after');

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-1', 1, 1),
	('/old/1', 1, 0),
	('/links/note-1', 2, 1),
	('/links/regret-1', 4, 1),
	('/purged/1', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(1, 1, 'Herons of schema 1', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1353517650001, 'Ada Example'),
	(1, 2, 'Herons of schema 1', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1353517650002, 'Ada Example');

INSERT INTO import_batch (id, format, source, started, finished) VALUES (1, 'frontmatter', 'old', 1353517650000, 1353517651000), (2, 'frontmatter', 'cut short', 1353517650000, NULL);
INSERT INTO import_row (key, batch_id, post_id, post_version, origin, raw, hash, notes) VALUES ('old/herons.md', 1, 1, 1, 'herons.md', x'2d2d2d', x'02', '');
