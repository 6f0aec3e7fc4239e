-- Rows as a blog of schema 2 has them, beside those of the earlier schemas:
-- posts that readers see, a draft, one in the trash, and all that belongs to them.

INSERT INTO source (id, key, canonical_key, host, canonical, title, site, author, published, lang, description, image, seen) VALUES
	(2, 'v2.example.org/herons', '', 'v2.example.org', '', 'All about herons', 'The 2th Pond', 'Brehm', '2012-11', 'en', 'Herons.', '', 1353517650000);

INSERT INTO post (id, version, form_key, status, author_id, title, url, via, format, lang, slug, path, created, published, updated, trashed, date_text, touched, renderer, html, own, quoted, body, source_id, original) VALUES
	(5, 2, 'form-2-0', 'published', 1, 'Herons of schema 2', 'https://v2.example.org/herons', '', 'markdown', 'en', 'herons-2', '/links/herons-2/', 1356973650000, 1356973650000, NULL, NULL, '', 1356973650000, 1,
		'<p>Own words 2.</p>', 'Own words2.', 'They stand still, version 2.', 'Own words2. > They stand still, version 2.', 2, ''),
	(6, 2, 'form-2-1', 'published', 1, 'A note of schema 2', '', '', 'markdown', 'en', 'note-2', '/links/note-2/', 1356977250000, 1356977250000, NULL, NULL, '', 1356977250000, 1,
		'<p>Own words 2.</p>', 'Own words2.', '', 'Own words2.', NULL, ''),
	(7, 2, 'form-2-2', 'draft', 1, 'Unfinished in schema 2', 'https://v2.example.org/later', '', 'markdown', 'en', 'unfinished-2', '', 1356980850000, NULL, NULL, NULL, '', 1356980850000, 1,
		'<p>Own words 2.</p>', 'Own words2.', '', 'Own words2.', 2, ''),
	(8, 2, 'form-2-3', 'published', 1, 'Regretted in schema 2', 'https://v2.example.org/regret', '', 'markdown', 'en', 'regret-2', '/links/regret-2/', 1356984450000, 1356984450000, NULL, 1356984455000, '', 1356984450000, 1,
		'<p>Own words 2.</p>', 'Own words2.', '', 'Own words2.', 2, '');

INSERT INTO tag (id, slug, name) VALUES (3, 'schema-2', 'schema 2');
INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES
	(5, 1, 0, 'Birds', 1356973650000),
	(5, 3, 1, 'schema 2', 1356973650000),
	(6, 1, 0, 'birds', 1356977250000),
	(8, 1, 0, 'birds', NULL);

INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES
	(5, 0, 'They stand still, version 2.', 'They stand still, version 2.', '', 'before', 'after', 17);

INSERT INTO address (key, post_id, canonical) VALUES
	('/links/herons-2', 5, 1),
	('/old/2', 5, 0),
	('/links/note-2', 6, 1),
	('/links/regret-2', 8, 1),
	('/purged/2', NULL, 1);

INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) VALUES
	(5, 1, 'Herons of schema 2', '', '', 'Own words, as of version 1.', 'markdown', 'Birds', 1356973650001, 'Ada Example'),
	(5, 2, 'Herons of schema 2', '', '', 'Own words, as of version 2.', 'markdown', 'Birds', 1356973650002, 'Ada Example');
