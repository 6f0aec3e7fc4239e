-- Rows as a blog of schema 6 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO source (id, key, canonical_key, host, canonical, title, site, author, published, lang, description, image, seen) VALUES
	(6, 'v6.example.org/herons', '', 'v6.example.org', '', 'All about herons', 'The 6th Pond', 'Brehm', '2012-11', 'en', 'Herons.', '', 1353517650000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body, source_id, original, guid, base, site) VALUES
	(21, 2, 'form-6-0', 'published', 1, 'Herons of schema 6', 'https://v6.example.org/herons', '', 'markdown', 'en', 'herons-6', '/links/herons-6/', 1369069650000, 1369069650000, NULL, NULL, '', 1369069650000, 1,
		'<p>Own words 6.</p>', 'Own words6.', 'They stand still, version 6.', 'Own words6. > They stand still, version 6.', 6, '', 'urn:example:6-0', '', 'v6.example.org'),
	(22, 2, 'form-6-1', 'published', 1, 'A note of schema 6', '', '', 'markdown', 'en', 'note-6', '/links/note-6/', 1369073250000, 1369073250000, NULL, NULL, '', 1369073250000, 1,
		'<p>Own words 6.</p>', 'Own words6.', '', 'Own words6.', NULL, '', 'urn:example:6-1', '', ''),
	(23, 2, 'form-6-2', 'draft', 1, 'Unfinished in schema 6', 'https://v6.example.org/later', '', 'markdown', 'en', 'unfinished-6', '', 1369076850000, NULL, NULL, NULL, '', 1369076850000, 1,
		'<p>Own words 6.</p>', 'Own words6.', '', 'Own words6.', 6, '', 'urn:example:6-2', '', 'v6.example.org'),
	(24, 2, 'form-6-3', 'published', 1, 'Regretted in schema 6', 'https://v6.example.org/regret', '', 'markdown', 'en', 'regret-6', '/links/regret-6/', 1369080450000, 1369080450000, NULL, 1369080455000, '', 1369080450000, 1,
		'<p>Own words 6.</p>', 'Own words6.', '', 'Own words6.', 6, '', 'urn:example:6-3', '', 'v6.example.org');

UPDATE post SET place = 21905114400 WHERE id = 21;
UPDATE post SET place = 21905172000 WHERE id = 22;
UPDATE post SET place = 21905229600 WHERE id = 23;
UPDATE post SET place = 21905287200 WHERE id = 24;

INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES
	(21905114400, 'herons of schema 6', 'own words6', 'they stand still version 6', 'birds', '', ''),
	(21905172000, 'a note of schema 6', 'own words6', '', 'birds', '', '');
INSERT INTO search_desk (rowid, title, own, quoted, tags, source, facets) VALUES
	(21905229600, 'unfinished in schema 6', 'own words6', '', '', '', ''),
	(21905287200, 'regretted in schema 6', 'own words6', '', '', '', '');

INSERT INTO tag (id, slug, name) VALUES (7, 'schema-6', 'schema 6');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(21, 1, 0, 'Birds', 1369069650000),
	(21, 7, 1, 'schema 6', 1369069650000),
	(22, 1, 0, 'birds', 1369073250000),
	(24, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES
	(21, 0, 'They stand still, version 6.', 'They stand still, version 6.', '', 'before', 'after', 21);

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-6', 21, 1),
	('/old/6', 21, 0),
	('/links/note-6', 22, 1),
	('/links/regret-6', 24, 1),
	('/purged/6', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(21, 1, 'Herons of schema 6', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1369069650001, 'Ada Example'),
	(21, 2, 'Herons of schema 6', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1369069650002, 'Ada Example');

INSERT INTO missed (key, count, first, last, referrer) VALUES ('/nowhere/6', 3, 1360000000000, 1360000001000, '');
INSERT INTO redirect (key, target, created) VALUES ('/about/6', '/links/note-6/', 1360000000000);
INSERT INTO entry (post_id, stamp, html) VALUES (21, 5, '<p>An entry.</p>'), (22, 5, '<p>An entry.</p>'), (23, 0, ''), (24, 0, '');
