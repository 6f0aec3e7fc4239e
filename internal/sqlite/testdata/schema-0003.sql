-- Rows as a blog of schema 3 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO source (id, key, canonical_key, host, canonical, title, site, author, published, lang, description, image, seen) VALUES
	(3, 'v3.example.org/herons', '', 'v3.example.org', '', 'All about herons', 'The 3th Pond', 'Brehm', '2012-11', 'en', 'Herons.', '', 1353517650000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body, source_id, original, guid, base) VALUES
	(9, 2, 'form-3-0', 'published', 1, 'Herons of schema 3', 'https://v3.example.org/herons', '', 'markdown', 'en', 'herons-3', '/links/herons-3/', 1360429650000, 1360429650000, NULL, NULL, '', 1360429650000, 1,
		'<p>Own words 3.</p>', 'Own words3.', 'They stand still, version 3.', 'Own words3. > They stand still, version 3.', 3, '', 'urn:example:3-0', ''),
	(10, 2, 'form-3-1', 'published', 1, 'A note of schema 3', '', '', 'markdown', 'en', 'note-3', '/links/note-3/', 1360433250000, 1360433250000, NULL, NULL, '', 1360433250000, 1,
		'<p>Own words 3.</p>', 'Own words3.', '', 'Own words3.', NULL, '', 'urn:example:3-1', ''),
	(11, 2, 'form-3-2', 'draft', 1, 'Unfinished in schema 3', 'https://v3.example.org/later', '', 'markdown', 'en', 'unfinished-3', '', 1360436850000, NULL, NULL, NULL, '', 1360436850000, 1,
		'<p>Own words 3.</p>', 'Own words3.', '', 'Own words3.', 3, '', 'urn:example:3-2', ''),
	(12, 2, 'form-3-3', 'published', 1, 'Regretted in schema 3', 'https://v3.example.org/regret', '', 'markdown', 'en', 'regret-3', '/links/regret-3/', 1360440450000, 1360440450000, NULL, 1360440455000, '', 1360440450000, 1,
		'<p>Own words 3.</p>', 'Own words3.', '', 'Own words3.', 3, '', 'urn:example:3-3', '');

INSERT INTO tag (id, slug, name) VALUES (4, 'schema-3', 'schema 3');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(9, 1, 0, 'Birds', 1360429650000),
	(9, 4, 1, 'schema 3', 1360429650000),
	(10, 1, 0, 'birds', 1360433250000),
	(12, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES
	(9, 0, 'They stand still, version 3.', 'They stand still, version 3.', '', 'before', 'after', 17);

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-3', 9, 1),
	('/old/3', 9, 0),
	('/links/note-3', 10, 1),
	('/links/regret-3', 12, 1),
	('/purged/3', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(9, 1, 'Herons of schema 3', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1360429650001, 'Ada Example'),
	(9, 2, 'Herons of schema 3', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1360429650002, 'Ada Example');

INSERT INTO import_batch (id, format, source, started, finished, state, mark, rows) VALUES (3, 'wxr', 'export.xml', 1360000000000, 1360000001000, 'done', 12345, 1);
INSERT INTO import_line (batch_id, number, origin, key, outcome, title, notes, post_id, former) VALUES (3, 1, 'export.xml', 'wxr:9', 'new', 'Herons of schema 3', '', 9, NULL);
INSERT INTO import_row (key, batch_id, post_id, post_version, origin, raw, hash, notes, format, path, seen) VALUES ('wxr:9', 3, 9, 1, 'export.xml', x'3c69', x'03', '', 'wxr', '', 12345);
INSERT INTO former_host (host, batch_id) VALUES ('old.example.org', 3);
INSERT INTO media (id, sha256, type, name, added, data) VALUES (1, x'04', 'image/png', 'heron.png', 1360000000000, x'89504e47');
INSERT INTO media_address (address, media_id, batch_id) VALUES ('http://old.example.org/heron.png', 1, 3);
UPDATE setting SET nightly = '{"folder":"export","format":"json"}', nightly_state = '{"posts":3}';
