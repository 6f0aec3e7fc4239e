-- +goose Up

-- What a new post is put into is less. Nearly all addresses are in lower case
-- and found by their key; and how often a site was linked to, the posts tell
-- themselves.
DROP INDEX address_fold;
CREATE INDEX address_fold ON address (lower(key)) WHERE key <> lower(key); -- who asks in another case is sent on
DROP INDEX source_host;
ALTER TABLE source DROP COLUMN host;
