-- Quizzes of groups: what each asks as it was when it began, where its items stand, who takes part, how they answered,
-- and where its messages stand. Nothing counts for anybody: what was right is told from the answers when it is shown.

CREATE TABLE quizzes (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    facilitator_id BIGINT,
    title TEXT NOT NULL,
    programme TEXT NOT NULL,
    step INTEGER NOT NULL DEFAULT 1,
    seconds INTEGER,
    channel_id BIGINT,
    started_in BIGINT,
    thread_id BIGINT,
    orphaned TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (guild_id, number)
);
CREATE INDEX quizzes_led ON quizzes (facilitator_id) WHERE facilitator_id IS NOT NULL;
CREATE INDEX quizzes_in_thread ON quizzes (guild_id, thread_id) WHERE ended_at IS NULL;

CREATE TABLE quiz_items (
    quiz_id BIGINT NOT NULL REFERENCES quizzes (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT,
    closes_at BIGINT,
    PRIMARY KEY (quiz_id, place)
);
-- One item at a time takes answers.
CREATE UNIQUE INDEX quiz_items_open ON quiz_items (quiz_id) WHERE state = 'open';

CREATE TABLE quiz_members (
    quiz_id BIGINT NOT NULL REFERENCES quizzes (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    added_to BIGINT,
    refused TEXT,
    pinged INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (quiz_id, member_id)
);
CREATE INDEX quiz_members_of ON quiz_members (member_id);

-- `chosen`: the options by their place in the item, parted by commas, in the order in which they were put where the item
-- asks for one. `click_id`: the click that gave it, whose id tells when; of several the latest counts.
CREATE TABLE quiz_answers (
    quiz_id BIGINT NOT NULL REFERENCES quizzes (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    member_id BIGINT NOT NULL,
    click_id BIGINT NOT NULL,
    chosen TEXT NOT NULL,
    PRIMARY KEY (quiz_id, place, member_id)
);
CREATE INDEX quiz_answers_of ON quiz_answers (member_id);

CREATE TABLE quiz_posts (
    quiz_id BIGINT NOT NULL REFERENCES quizzes (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    place BIGINT NOT NULL,
    message_id BIGINT,
    again INTEGER NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    drawn BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (quiz_id, what, place)
);
CREATE INDEX quiz_posts_to_draw ON quiz_posts (quiz_id) WHERE drawn < version AND message_id IS NOT NULL;
