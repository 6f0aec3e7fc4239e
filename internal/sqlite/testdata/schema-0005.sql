-- Rows as a blog of schema 5 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO source (id, key, canonical_key, host, canonical, title, site, author, published, lang, description, image, seen) VALUES
	(5, 'v5.example.org/herons', '', 'v5.example.org', '', 'All about herons', 'The 5th Pond', 'Brehm', '2012-11', 'en', 'Herons.', '', 1353517650000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body, source_id, original, guid, base, site) VALUES
	(17, 2, 'form-5-0', 'published', 1, 'Herons of schema 5', 'https://v5.example.org/herons', '', 'markdown', 'en', 'herons-5', '/links/herons-5/', 1366477650000, 1366477650000, NULL, NULL, '', 1366477650000, 1,
		'<p>Own words 5.</p>', 'Own words5.', 'They stand still, version 5.', 'Own words5. > They stand still, version 5.', 5, '', 'urn:example:5-0', '', 'v5.example.org'),
	(18, 2, 'form-5-1', 'published', 1, 'A note of schema 5', '', '', 'markdown', 'en', 'note-5', '/links/note-5/', 1366481250000, 1366481250000, NULL, NULL, '', 1366481250000, 1,
		'<p>Own words 5.</p>', 'Own words5.', '', 'Own words5.', NULL, '', 'urn:example:5-1', '', ''),
	(19, 2, 'form-5-2', 'draft', 1, 'Unfinished in schema 5', 'https://v5.example.org/later', '', 'markdown', 'en', 'unfinished-5', '', 1366484850000, NULL, NULL, NULL, '', 1366484850000, 1,
		'<p>Own words 5.</p>', 'Own words5.', '', 'Own words5.', 5, '', 'urn:example:5-2', '', 'v5.example.org'),
	(20, 2, 'form-5-3', 'published', 1, 'Regretted in schema 5', 'https://v5.example.org/regret', '', 'markdown', 'en', 'regret-5', '/links/regret-5/', 1366488450000, 1366488450000, NULL, 1366488455000, '', 1366488450000, 1,
		'<p>Own words 5.</p>', 'Own words5.', '', 'Own words5.', 5, '', 'urn:example:5-3', '', 'v5.example.org');

UPDATE post SET place = 21863642400 WHERE id = 17;
UPDATE post SET place = 21863700000 WHERE id = 18;
UPDATE post SET place = 21863757600 WHERE id = 19;
UPDATE post SET place = 21863815200 WHERE id = 20;

INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES
	(21863642400, 'herons of schema 5', 'own words5', 'they stand still version 5', 'birds', '', ''),
	(21863700000, 'a note of schema 5', 'own words5', '', 'birds', '', '');
INSERT INTO search_desk (rowid, title, own, quoted, tags, source, facets) VALUES
	(21863757600, 'unfinished in schema 5', 'own words5', '', '', '', ''),
	(21863815200, 'regretted in schema 5', 'own words5', '', '', '', '');

INSERT INTO tag (id, slug, name) VALUES (6, 'schema-5', 'schema 5');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(17, 1, 0, 'Birds', 1366477650000),
	(17, 6, 1, 'schema 5', 1366477650000),
	(18, 1, 0, 'birds', 1366481250000),
	(20, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES
	(17, 0, 'They stand still, version 5.', 'They stand still, version 5.', '', 'before', 'after', 17);

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-5', 17, 1),
	('/old/5', 17, 0),
	('/links/note-5', 18, 1),
	('/links/regret-5', 20, 1),
	('/purged/5', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(17, 1, 'Herons of schema 5', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1366477650001, 'Ada Example'),
	(17, 2, 'Herons of schema 5', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1366477650002, 'Ada Example');

INSERT INTO missed (key, count, first, last, referrer) VALUES ('/nowhere/5', 3, 1360000000000, 1360000001000, '');
INSERT INTO redirect (key, target, created) VALUES ('/about/5', '/links/note-5/', 1360000000000);
INSERT INTO entry (post_id, stamp, html) VALUES (17, 5, '<p>An entry.</p>'), (18, 5, '<p>An entry.</p>'), (19, 0, ''), (20, 0, '');
