-- What each server has set, one row a server.
CREATE TABLE guild_settings (
    guild_id BIGINT PRIMARY KEY,
    discussion_channel BIGINT,
    facilitator_role BIGINT,
    moderator_role BIGINT,
    poll_creators BIGINT,
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    default_results TEXT NOT NULL DEFAULT 'after_vote' CHECK (default_results IN ('live', 'after_vote', 'after_close'))
);
