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

-- Cards and messages that still show what a member had deleted: of an open poll `drawn` is -1, of a message the state is
-- `stale`.
CREATE INDEX polls_to_draw_anew ON polls (id) WHERE drawn < 0;
CREATE INDEX poll_messages_stale ON poll_messages (poll_id) WHERE state = 'stale';
CREATE INDEX viewing_posts_stale ON viewing_posts (viewing_id) WHERE state = 'stale';
