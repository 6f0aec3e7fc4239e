-- Rows as a blog of schema 7 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO source (id, key, canonical_key, canonical, title, site, author, published, lang, description, image, seen) VALUES
	(7, 'v7.example.org/herons', '', '', 'All about herons', 'The 7th Pond', 'Brehm', '2012-11', 'en', 'Herons.', '', 1353517650000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body, source_id, original, guid, base, site) VALUES
	(25, 2, 'form-7-0', 'published', 1, 'Herons of schema 7', 'https://v7.example.org/herons', '', 'markdown', 'en', 'herons-7', '/links/herons-7/', 1371661650000, 1371661650000, NULL, NULL, '', 1371661650000, 1,
		'<p>Own words 7. <img src="/media/5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e.png"/> <a href="/media/6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f.png">"Large"</a></p>', 'Own words7.', 'They stand still, version 7.', 'Own words7. > They stand still, version 7.', 7, '', 'urn:example:7-0', '', 'v7.example.org'),
	(26, 2, 'form-7-1', 'published', 1, 'A note of schema 7', '', '', 'markdown', 'en', 'note-7', '/links/note-7/', 1371665250000, 1371665250000, NULL, NULL, '', 1371665250000, 1,
		'<p>Own words 7.</p>', 'Own words7.', '', 'Own words7.', NULL, '', 'urn:example:7-1', '', ''),
	(27, 2, 'form-7-2', 'draft', 1, 'Unfinished in schema 7', 'https://v7.example.org/later', '', 'markdown', 'en', 'unfinished-7', '', 1371668850000, NULL, NULL, NULL, '', 1371668850000, 1,
		'<p>Own words 7. <img src="/media/7070707070707070707070707070707070707070707070707070707070707070.png"/></p>', 'Own words7.', '', 'Own words7.', 7, '', 'urn:example:7-2', '', 'v7.example.org'),
	(28, 2, 'form-7-3', 'published', 1, 'Regretted in schema 7', 'https://v7.example.org/regret', '', 'markdown', 'en', 'regret-7', '/links/regret-7/', 1371672450000, 1371672450000, NULL, 1371672455000, '', 1371672450000, 1,
		'<p>Own words 7.</p>', 'Own words7.', '', 'Own words7.', 7, '', 'urn:example:7-3', '', 'v7.example.org');

UPDATE post SET place = 21946586400 WHERE id = 25;
UPDATE post SET place = 21946644000 WHERE id = 26;
UPDATE post SET place = 21946701600 WHERE id = 27;
UPDATE post SET place = 21946759200 WHERE id = 28;

INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES
	(21946586400, 'herons of schema 7', 'own words7', 'they stand still version 7', 'birds', '', ''),
	(21946644000, 'a note of schema 7', 'own words7', '', 'birds', '', '');
INSERT INTO search_desk (rowid, title, own, quoted, tags, source, facets) VALUES
	(21946701600, 'unfinished in schema 7', 'own words7', '', '', '', ''),
	(21946759200, 'regretted in schema 7', 'own words7', '', '', '', '');

INSERT INTO tag (id, slug, name) VALUES (8, 'schema-7', 'schema 7');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(25, 1, 0, 'Birds', 1371661650000),
	(25, 8, 1, 'schema 7', 1371661650000),
	(26, 1, 0, 'birds', 1371665250000),
	(28, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES
	(25, 0, 'They stand still, version 7.', 'They stand still, version 7.', '', 'before', 'after', 25);

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-7', 25, 1),
	('/old/7', 25, 0),
	('/links/note-7', 26, 1),
	('/links/regret-7', 28, 1),
	('/purged/7', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(25, 1, 'Herons of schema 7', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1371661650001, 'Ada Example'),
	(25, 2, 'Herons of schema 7', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1371661650002, 'Ada Example');

INSERT INTO missed (key, count, first, last, referrer) VALUES ('/nowhere/7', 3, 1360000000000, 1360000001000, '');
INSERT INTO redirect (key, target, created) VALUES ('/about/7', '/links/note-7/', 1360000000000);
INSERT INTO entry (post_id, stamp, html) VALUES (25, 5, '<p>An entry.</p>'), (26, 5, '<p>An entry.</p>'), (27, 0, ''), (28, 0, '');

INSERT INTO media (id, sha256, type, name, added, data) VALUES
	(71, x'5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e', 'image/png', 'heron.png', 1371661650000, x'89504e47'),
	(72, x'6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f', 'image/png', 'large.png', 1371661650000, x'89504e48'),
	(73, x'7070707070707070707070707070707070707070707070707070707070707070', 'image/png', 'draft.png', 1371661650000, x'89504e49');
INSERT INTO media_address (address, media_id, batch_id) VALUES
	('http://v7.example.org/heron.png', 71, NULL), ('http://v7.example.org/large.png', 72, NULL), ('http://v7.example.org/draft.png', 73, NULL);
