-- An evening: the short form of a guide, the lines that are posted at its moves, who is ready, and messages that show
-- less than there is (`drawn < version`), which are redrawn as cards are.
ALTER TABLE viewings ADD COLUMN short INTEGER NOT NULL DEFAULT 0;

-- For which line of `viewing_lines` a member said to be ready.
ALTER TABLE viewing_members ADD COLUMN ready BIGINT;

CREATE TABLE viewing_lines (
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    said TEXT NOT NULL,
    at BIGINT NOT NULL,
    film_ms BIGINT NOT NULL,
    PRIMARY KEY (viewing_id, number)
);

ALTER TABLE viewing_posts ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE viewing_posts ADD COLUMN drawn BIGINT NOT NULL DEFAULT 1;
CREATE INDEX viewing_posts_to_draw ON viewing_posts (viewing_id) WHERE drawn < version AND message_id IS NOT NULL;
UPDATE viewing_posts SET version = 2 WHERE what || ':' || CAST(viewing_id AS TEXT) || ':' || CAST(place AS TEXT)
    IN (SELECT key FROM jobs WHERE kind = 'viewings.anew' AND parked IS NULL);
DELETE FROM jobs WHERE kind = 'viewings.anew';

-- Messages of running viewings were drawn with the controls of before.
UPDATE viewing_posts SET version = 2 WHERE what IN ('opening', 'prompt', 'summary') AND message_id IS NOT NULL
    AND viewing_id IN (SELECT id FROM viewings WHERE ended_at IS NULL);
UPDATE viewings SET version = version + 1 WHERE card_id IS NOT NULL AND ended_at IS NULL;
