-- +goose Up

-- Frequent words that stand beside one another are words of the search, too. It
-- is made anew, with the same places, when the blog is opened.
CREATE TABLE unindexed (
	-- Places whose posts are to come into the search anew.
	place INTEGER PRIMARY KEY
) STRICT;
INSERT INTO unindexed (place) SELECT place FROM post WHERE place IS NOT NULL;
INSERT INTO search (search) VALUES ('delete-all');
INSERT INTO search_desk (search_desk) VALUES ('delete-all');

DROP TRIGGER post_search_delete;
-- +goose StatementBegin
CREATE TRIGGER post_search_delete AFTER DELETE ON post WHEN old.place IS NOT NULL BEGIN
	DELETE FROM search WHERE rowid = old.place;
	DELETE FROM search_desk WHERE rowid = old.place;
	DELETE FROM unindexed WHERE place = old.place;
END;
-- +goose StatementEnd
