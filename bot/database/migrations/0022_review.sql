-- What members keep for review, and how well each knows it. Days are counted as in Python's `date.toordinal`.

-- An item is a fact of a pack. `guild_id`: where it was kept, 0 outside of servers. `item`: its id within the pack.
-- `digest`, `learned`: the fact as its member last saw it. `pack_digest`: the pack with which that was last compared;
-- `state` is what came of it: 0 as it was learned, 1 corrected since, 2 gone from the pack.
CREATE TABLE review_items (
    id BIGINT PRIMARY KEY,
    member_id BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    pack_id TEXT NOT NULL,
    item TEXT NOT NULL,
    title TEXT NOT NULL,
    digest BIGINT NOT NULL,
    learned TEXT NOT NULL,
    pack_digest BIGINT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    stability DOUBLE PRECISION,
    difficulty DOUBLE PRECISION,
    reviewed_on INTEGER,
    due_on INTEGER NOT NULL,
    UNIQUE (member_id, guild_id, pack_id, item)
);

CREATE INDEX review_items_of_pack ON review_items (member_id, guild_id, pack_id, pack_digest);
CREATE INDEX review_items_due ON review_items (member_id, due_on, id);
CREATE INDEX review_items_reviewed ON review_items (member_id, reviewed_on);

-- `time_zone`: of the server where the member last reviewed. `remind_at` (UTC, ms): when to remind them next, null where
-- they did not ask for it; `unanswered`: reminders since they last reviewed; `refused`: Discord did not take the last one.
CREATE TABLE review_members (
    member_id BIGINT PRIMARY KEY,
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    reminds INTEGER NOT NULL DEFAULT 0,
    remind_at BIGINT,
    unanswered INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX review_members_reminded ON review_members (remind_at) WHERE remind_at IS NOT NULL;
