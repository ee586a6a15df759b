-- Guided viewings. Times are UTC milliseconds, film times milliseconds of the film; prompts count from 0.

CREATE TABLE viewings (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    mode TEXT NOT NULL,
    secrecy TEXT NOT NULL,
    -- Of a solo viewing its member; of a group NULL once that member had their data deleted.
    facilitator_id BIGINT,
    phase TEXT NOT NULL,
    -- Grows with every move: a control drawn for an earlier step is out of date.
    step BIGINT NOT NULL,
    place INTEGER,
    -- The film stands at film_ms, or has run on from there since running_from.
    film_ms BIGINT NOT NULL,
    running_from BIGINT,
    -- When the next timed prompt is to be pushed.
    due_at BIGINT,
    direct INTEGER NOT NULL,
    channel_id BIGINT,
    thread_id BIGINT,
    card_id BIGINT,
    scheduled_for BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Grows with everything a card shows; drawn: the version that the card in the thread shows.
    version BIGINT NOT NULL DEFAULT 1,
    drawn BIGINT NOT NULL DEFAULT 0,
    -- How often pushing failed, and, once it was given up, why.
    failures INTEGER NOT NULL DEFAULT 0,
    parked TEXT,
    -- Why the thread cannot be reached.
    orphaned TEXT,
    -- Film, guide, claims and pair polls as they were at the start, as JSON.
    programme TEXT NOT NULL
);

CREATE UNIQUE INDEX viewings_one_solo ON viewings (guild_id, facilitator_id) WHERE mode = 'solo' AND ended_at IS NULL;
CREATE UNIQUE INDEX viewings_one_in_thread ON viewings (thread_id) WHERE mode = 'group' AND ended_at IS NULL;
CREATE INDEX viewings_by_thread ON viewings (guild_id, thread_id, created_at) WHERE thread_id IS NOT NULL;
CREATE INDEX viewings_by_channel ON viewings (guild_id, channel_id, created_at) WHERE mode = 'group' AND ended_at IS NULL;
CREATE INDEX viewings_by_facilitator ON viewings (guild_id, facilitator_id, created_at);
CREATE INDEX viewings_due ON viewings (due_at) WHERE due_at IS NOT NULL AND parked IS NULL AND orphaned IS NULL;
CREATE INDEX viewings_running ON viewings (running_from) WHERE running_from IS NOT NULL;
CREATE INDEX viewings_to_draw ON viewings (id) WHERE drawn < version AND card_id IS NOT NULL AND orphaned IS NULL;

-- Prompts that were asked or skipped; the others wait. `turn`: in which order that happened.
CREATE TABLE viewing_prompts (
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    turn INTEGER NOT NULL,
    asked_at BIGINT,
    asked_ms BIGINT,
    PRIMARY KEY (viewing_id, place)
);

CREATE TABLE viewing_members (
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (viewing_id, member_id)
);

CREATE INDEX viewing_members_of_member ON viewing_members (member_id);

-- One answer for each member and prompt. `text` of a claim prompt is the claim, with the steps after it. `shuffle` is
-- random: answers are shown in its order, which tells nothing.
CREATE TABLE viewing_answers (
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    member_id BIGINT NOT NULL,
    text TEXT,
    option INTEGER,
    about TEXT,
    evidence TEXT,
    source TEXT,
    elsewhere TEXT,
    confidence INTEGER,
    reason TEXT,
    film_ms BIGINT,
    later INTEGER NOT NULL,
    answered_at BIGINT NOT NULL,
    shuffle BIGINT NOT NULL,
    PRIMARY KEY (viewing_id, place, member_id)
);

CREATE INDEX viewing_answers_of_member ON viewing_answers (member_id);

-- The id is random, so that notes of one moment stand in an order that tells nothing.
CREATE TABLE viewing_notes (
    id BIGINT PRIMARY KEY,
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL,
    film_ms BIGINT NOT NULL,
    text TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);

CREATE INDEX viewing_notes_of_viewing ON viewing_notes (viewing_id, film_ms);
CREATE INDEX viewing_notes_of_member ON viewing_notes (member_id);

-- What is to be posted once: `what` is opening, card, prompt, answers or summary; state `waiting`, `sent` or `dropped`.
-- `place` is -1 where no prompt is meant; `again`: how often it had to be posted anew.
CREATE TABLE viewing_posts (
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    first_tried_at BIGINT,
    tries INTEGER NOT NULL DEFAULT 0,
    message_id BIGINT,
    again INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    PRIMARY KEY (viewing_id, what, place)
);

CREATE INDEX viewing_posts_waiting ON viewing_posts (due_at) WHERE state = 'waiting';

-- Group viewings to open at a time: state `draft` (its event is being made), `waiting`, `opened` or `off`. `due_at` is
-- when somebody is to look after it next; `told`: whether the scheduler knows why nothing opened.
CREATE TABLE scheduled_viewings (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    event_id BIGINT,
    scheduler_id BIGINT,
    secrecy TEXT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT,
    viewing_id BIGINT REFERENCES viewings (id) ON DELETE SET NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    told INTEGER NOT NULL DEFAULT 1,
    programme TEXT NOT NULL
);

CREATE INDEX scheduled_viewings_due ON scheduled_viewings (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX scheduled_viewings_of_guild ON scheduled_viewings (guild_id, at);

-- Source checks of single messages, kept for a day so that they can be shared; never the message itself.
CREATE TABLE source_checks (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    stop TEXT,
    investigate TEXT,
    find TEXT,
    trace TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX source_checks_by_age ON source_checks (created_at);
CREATE INDEX source_checks_of_member ON source_checks (member_id);
