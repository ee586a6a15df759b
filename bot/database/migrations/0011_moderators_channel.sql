-- Where moderators are told that members reported mistakes, and when a server was told last: at most once an hour.
-- `owed` is 1 while a report came that nobody was told of.
ALTER TABLE guild_settings ADD COLUMN moderators_channel BIGINT;
CREATE TABLE mistake_notices (
    guild_id BIGINT PRIMARY KEY,
    told_at BIGINT NOT NULL DEFAULT 0,
    owed INTEGER NOT NULL DEFAULT 0 CHECK (owed IN (0, 1))
);
CREATE INDEX mistake_notices_owed ON mistake_notices (told_at) WHERE owed = 1;
