-- A group may watch in a post of a forum: `tag_id` is the tag that was chosen for it. `started_in` is where it was started,
-- if that is another channel than the one its thread is in: a line there leads to it.
ALTER TABLE viewings ADD COLUMN tag_id BIGINT;
ALTER TABLE viewings ADD COLUMN started_in BIGINT;
ALTER TABLE scheduled_viewings ADD COLUMN tag_id BIGINT;
