-- What polls have done by themselves are jobs now. A poll waits three seconds after its closing time for clicks that were
-- made before it. Jobs keep when they were tried first, and how often; `number` keeps the order of polls made before.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, parked)
    SELECT 'polls.close', guild_id, CAST(id AS TEXT), 'polls ' || CAST(channel_id AS TEXT), number, closes_at + 3000,
        CASE WHEN parked LIKE 'close: %' THEN substr(parked, 8) END
    FROM polls WHERE closed_at IS NULL;
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, parked)
    SELECT 'polls.remind', guild_id, CAST(id AS TEXT), 'polls ' || CAST(channel_id AS TEXT), number, remind_at,
        CASE WHEN parked LIKE 'remind: %' THEN substr(parked, 9) END
    FROM polls WHERE closed_at IS NULL AND remind_at IS NOT NULL;
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, parked)
    SELECT 'polls.forget', guild_id, CAST(id AS TEXT), 'polls.forget ' || CAST(id AS TEXT), number, forget_at,
        CASE WHEN parked LIKE 'forget: %' THEN substr(parked, 9) END
    FROM polls WHERE forget_at IS NOT NULL;
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, first_tried_at, tries)
    SELECT CASE WHEN state = 'stale' THEN 'polls.anew' ELSE 'polls.' || purpose END, guild_id, CAST(id AS TEXT),
        'polls ' || CAST(channel_id AS TEXT), number, due_at, CASE WHEN state = 'waiting' THEN first_tried_at END, tries
    FROM poll_messages JOIN polls ON id = poll_id WHERE state IN ('waiting', 'stale');
-- A channel is reminded once, also where that could not be done.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, parked)
    SELECT 'polls.reminder', guild_id, CAST(id AS TEXT), 'polls ' || CAST(channel_id AS TEXT), number, due_at,
        coalesce(problem, 'It could not be posted.')
    FROM poll_messages JOIN polls ON id = poll_id
    WHERE state = 'dropped' AND purpose = 'reminder' AND closed_at IS NULL;

-- Where messages beside the card stand: `polls.result` and `polls.reminder`.
CREATE TABLE poll_posts (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (poll_id, kind)
);
INSERT INTO poll_posts (poll_id, kind, message_id)
    SELECT poll_id, 'polls.' || purpose, message_id FROM poll_messages
    WHERE message_id IS NOT NULL AND purpose IN ('result', 'reminder');
DROP TABLE poll_messages;
ALTER TABLE poll_posts RENAME TO poll_messages;

DROP INDEX polls_to_close;
DROP INDEX polls_to_remind;
DROP INDEX polls_to_forget;
ALTER TABLE polls DROP COLUMN remind_at;
ALTER TABLE polls DROP COLUMN forget_at;
ALTER TABLE polls DROP COLUMN failures;
ALTER TABLE polls DROP COLUMN parked;
