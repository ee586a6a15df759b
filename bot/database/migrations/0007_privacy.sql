-- What is to be deleted, and when. Times are UTC milliseconds.

-- Deletions that a member asked for and that failed in one feature; each row goes when it has worked.
CREATE TABLE unfinished_deletions (
    member_id BIGINT NOT NULL,
    keeper TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (member_id, keeper)
);

-- Servers that the bot is no longer in, and when what is kept of them is deleted.
CREATE TABLE departures (
    guild_id BIGINT PRIMARY KEY,
    gone_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);

CREATE INDEX departures_due ON departures (due_at);

-- Cards and messages that still show what a member had deleted: of an open poll `drawn` is the version that its card
-- must show, negated; of a message the state is `stale`, and `due_at` 0 until somebody has taken it in hand.
CREATE INDEX polls_to_draw_anew ON polls (id) WHERE drawn < 0;
DROP INDEX poll_messages_waiting;
CREATE INDEX poll_messages_owed ON poll_messages (due_at) WHERE state IN ('waiting', 'stale');
DROP INDEX viewing_posts_waiting;
CREATE INDEX viewing_posts_owed ON viewing_posts (due_at) WHERE state IN ('waiting', 'stale');
