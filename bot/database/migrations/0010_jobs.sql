-- What the bot is to do by itself, one row for each thing, gone once it is done. Times are UTC milliseconds.
-- `kind` names the handler, `key` the thing within its server (0: of no server). Jobs of one `line` are done one after the
-- other, in the order of `due_at` and then `turn`. `due_at` NULL: held until somebody sets it. Of a job in hand `due_at` is
-- when its lease ends. `parked`: why it was given up.
CREATE TABLE jobs (
    kind TEXT NOT NULL,
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    line TEXT NOT NULL,
    turn BIGINT NOT NULL,
    due_at BIGINT,
    first_tried_at BIGINT,
    tries INTEGER NOT NULL DEFAULT 0,
    parked TEXT,
    PRIMARY KEY (kind, guild_id, key)
);

CREATE INDEX jobs_due ON jobs (due_at, turn) WHERE due_at IS NOT NULL AND parked IS NULL;
CREATE INDEX jobs_of_line ON jobs (guild_id, line);
