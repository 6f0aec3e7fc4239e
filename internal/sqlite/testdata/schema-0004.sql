-- Rows as a blog of schema 4 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO source (id, key, canonical_key, host, canonical, title, site, author, published, lang, description, image, seen) VALUES
	(4, 'v4.example.org/herons', '', 'v4.example.org', '', 'All about herons', 'The 4th Pond', 'Brehm', '2012-11', 'en', 'Herons.', '', 1353517650000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body, source_id, original, guid, base, site, place) VALUES
	(13, 2, 'form-4-0', 'published', 1, 'Herons of schema 4', 'https://v4.example.org/herons', '', 'markdown', 'en', 'herons-4', '/links/herons-4/', 1363885650000, 1363885650000, NULL, NULL, '', 1363885650000, 1,
		'<p>Own words 4.</p>', 'Own words4.', 'They stand still, version 4.', 'Own words4. > They stand still, version 4.', 4, '', 'urn:example:4-0', '', 'v4.example.org', 21822170400),
	(14, 2, 'form-4-1', 'published', 1, 'A note of schema 4', '', '', 'markdown', 'en', 'note-4', '/links/note-4/', 1363889250000, 1363889250000, NULL, NULL, '', 1363889250000, 1,
		'<p>Own words 4.</p>', 'Own words4.', '', 'Own words4.', NULL, '', 'urn:example:4-1', '', '', 21822228000),
	(15, 2, 'form-4-2', 'draft', 1, 'Unfinished in schema 4', 'https://v4.example.org/later', '', 'markdown', 'en', 'unfinished-4', '', 1363892850000, NULL, NULL, NULL, '', 1363892850000, 1,
		'<p>Own words 4.</p>', 'Own words4.', '', 'Own words4.', 4, '', 'urn:example:4-2', '', 'v4.example.org', 21822285600),
	(16, 2, 'form-4-3', 'published', 1, 'Regretted in schema 4', 'https://v4.example.org/regret', '', 'markdown', 'en', 'regret-4', '/links/regret-4/', 1363896450000, 1363896450000, NULL, 1363896455000, '', 1363896450000, 1,
		'<p>Own words 4.</p>', 'Own words4.', '', 'Own words4.', 4, '', 'urn:example:4-3', '', 'v4.example.org', 21822343200);

INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES
	(21822170400, 'herons of schema 4', 'own words4', 'they stand still version 4', 'birds', '', ''),
	(21822228000, 'a note of schema 4', 'own words4', '', 'birds', '', '');
INSERT INTO search_desk (rowid, title, own, quoted, tags, source, facets) VALUES
	(21822285600, 'unfinished in schema 4', 'own words4', '', '', '', ''),
	(21822343200, 'regretted in schema 4', 'own words4', '', '', '', '');

INSERT INTO tag (id, slug, name) VALUES (5, 'schema-4', 'schema 4');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(13, 1, 0, 'Birds', 1363885650000),
	(13, 5, 1, 'schema 4', 1363885650000),
	(14, 1, 0, 'birds', 1363889250000),
	(16, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES
	(13, 0, 'They stand still, version 4.', 'They stand still, version 4.', '', 'before', 'after', 17);

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-4', 13, 1),
	('/old/4', 13, 0),
	('/links/note-4', 14, 1),
	('/links/regret-4', 16, 1),
	('/purged/4', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(13, 1, 'Herons of schema 4', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1363885650001, 'Ada Example'),
	(13, 2, 'Herons of schema 4', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1363885650002, 'Ada Example');

INSERT INTO missed (key, count, first, last, referrer) VALUES ('/nowhere', 3, 1360000000000, 1360000001000, '');
INSERT INTO redirect (key, target, created) VALUES ('/about', '/links/note-4/', 1360000000000);
UPDATE setting SET reading = '{}';
