-- Polls. Times are UTC milliseconds; options count from 0.

-- The last number given in each server; numbers are never given twice.
CREATE TABLE poll_numbers (
    guild_id BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE poll_drafts (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX poll_drafts_by_age ON poll_drafts (created_at);

CREATE TABLE polls (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT,
    creator_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    question TEXT NOT NULL,
    not_sure INTEGER NOT NULL,
    reason TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    min_choices INTEGER,
    max_choices INTEGER,
    secrecy TEXT NOT NULL,
    visibility TEXT NOT NULL,
    pack TEXT,
    phase TEXT,
    before_id BIGINT UNIQUE REFERENCES polls (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    closed_at BIGINT,
    closed_by BIGINT,
    remind_at BIGINT,
    forget_at BIGINT,
    orphaned TEXT,
    -- How often the job that is due failed, and, once it was given up, why.
    failures INTEGER NOT NULL DEFAULT 0,
    parked TEXT,
    -- Kept in the same transaction as the ballots.
    ballots BIGINT NOT NULL DEFAULT 0,
    unsure BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    edition INTEGER NOT NULL DEFAULT 1,
    -- The version that the card in the channel shows.
    drawn BIGINT NOT NULL DEFAULT 0,
    UNIQUE (guild_id, number)
);

CREATE INDEX polls_open ON polls (guild_id, number) WHERE closed_at IS NULL;
CREATE INDEX polls_closed ON polls (guild_id, number) WHERE closed_at IS NOT NULL;
CREATE INDEX polls_by_creator ON polls (guild_id, creator_id, number);
CREATE INDEX polls_by_pack ON polls (guild_id, pack, number) WHERE pack IS NOT NULL;
CREATE INDEX polls_to_close ON polls (closes_at) WHERE closed_at IS NULL AND parked IS NULL;
CREATE INDEX polls_to_remind ON polls (remind_at) WHERE remind_at IS NOT NULL AND parked IS NULL;
CREATE INDEX polls_to_forget ON polls (forget_at) WHERE forget_at IS NOT NULL AND parked IS NULL;
CREATE INDEX polls_to_draw ON polls (closed_at) WHERE closed_at IS NOT NULL AND drawn < version AND orphaned IS NULL;

CREATE TABLE poll_options (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    label TEXT NOT NULL,
    -- Kept for single, multiple and scale polls that are not anonymous.
    votes BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (poll_id, place)
);

-- Wording that was changed after voting had begun; place -1 is the question.
CREATE TABLE poll_changes (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    place INTEGER NOT NULL,
    was TEXT NOT NULL,
    PRIMARY KEY (poll_id, at, place)
);

-- One ballot for each member. `choices` is a bit mask for single, multiple and scale; `marks` the ranking (`2,0,1`) or
-- the scores by option (`5,,3`); neither: not sure. `click_id` is the interaction, and so tells which click was last.
CREATE TABLE ballots (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL,
    choices BIGINT NOT NULL,
    marks TEXT,
    reason TEXT,
    confidence INTEGER,
    click_id BIGINT NOT NULL,
    PRIMARY KEY (poll_id, member_id)
);

CREATE INDEX ballots_of_member ON ballots (member_id);

-- Of anonymous polls; tables whose name begins with secret_ are empty in every backup. The key of a pair is its before
-- poll's; tag = HMAC-SHA-256(key, member). No time and no click is kept.
CREATE TABLE secret_keys (
    poll_id BIGINT PRIMARY KEY REFERENCES polls (id) ON DELETE CASCADE,
    key TEXT NOT NULL
);

CREATE TABLE secret_ballots (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    choices BIGINT NOT NULL,
    marks TEXT,
    PRIMARY KEY (poll_id, tag)
);

-- The whole result as JSON, written when the poll closes.
CREATE TABLE poll_results (
    poll_id BIGINT PRIMARY KEY REFERENCES polls (id) ON DELETE CASCADE,
    body TEXT NOT NULL
);

-- What is to be posted once: purpose `result` or `reminder`; state `waiting`, `sent` or `dropped`.
CREATE TABLE poll_messages (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    first_tried_at BIGINT,
    tries INTEGER NOT NULL DEFAULT 0,
    message_id BIGINT,
    problem TEXT,
    PRIMARY KEY (poll_id, purpose)
);

CREATE INDEX poll_messages_waiting ON poll_messages (due_at) WHERE state = 'waiting';
