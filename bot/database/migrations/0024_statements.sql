-- Rounds of members' own statements. Times are UTC milliseconds; statements count from 0.

-- The last number given in each server; numbers are never given twice.
CREATE TABLE statement_numbers (
    guild_id BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE statement_rounds (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT,
    creator_id BIGINT NOT NULL,
    question TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    collects_until BIGINT NOT NULL,
    -- How long the vote runs from the release, in milliseconds.
    runs BIGINT NOT NULL,
    collected_at BIGINT,
    released_at BIGINT,
    closes_at BIGINT,
    closed_at BIGINT,
    -- Why it ended without a vote.
    ended TEXT,
    -- Who wrote a statement while they are collected, who voted from then on.
    taking_part BIGINT NOT NULL DEFAULT 0,
    orphaned TEXT,
    version BIGINT NOT NULL DEFAULT 1,
    -- The version that the card in the channel shows.
    drawn BIGINT NOT NULL DEFAULT 0,
    UNIQUE (guild_id, number)
);

CREATE INDEX statement_rounds_to_draw ON statement_rounds (id)
    WHERE drawn < version AND message_id IS NOT NULL AND orphaned IS NULL;

-- Statements without their authors; written in an order of chance once they are all there.
CREATE TABLE statements (
    round_id BIGINT NOT NULL REFERENCES statement_rounds (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    -- `in`, `aside`, or `merged` with another.
    state TEXT NOT NULL DEFAULT 'in',
    PRIMARY KEY (round_id, place)
);

-- Statements while they are collected, under what stands for their author.
CREATE TABLE secret_statements (
    round_id BIGINT NOT NULL REFERENCES statement_rounds (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (round_id, tag, place)
);

CREATE TABLE secret_statement_keys (
    round_id BIGINT PRIMARY KEY REFERENCES statement_rounds (id) ON DELETE CASCADE,
    key TEXT NOT NULL
);

CREATE TABLE statement_votes (
    round_id BIGINT NOT NULL REFERENCES statement_rounds (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    -- 1 agree, 0 pass, -1 disagree.
    vote INTEGER NOT NULL,
    -- The click that gave it: of two the later counts, in whatever order they arrive.
    click_id BIGINT NOT NULL,
    PRIMARY KEY (round_id, member_id, place)
);

CREATE INDEX statement_votes_by_member ON statement_votes (member_id);

CREATE TABLE statement_results (
    round_id BIGINT PRIMARY KEY REFERENCES statement_rounds (id) ON DELETE CASCADE,
    body TEXT NOT NULL
);

-- Where messages beside the card stand.
CREATE TABLE statement_posts (
    round_id BIGINT NOT NULL REFERENCES statement_rounds (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (round_id, kind)
);
