-- Of every poll, open or closed, `drawn` is the version that its card shows; it was kept of closed ones alone. The card of
-- an open one is taken for right, as a bot that is stopped leaves it, unless it was to be drawn anew (`drawn` negated).
UPDATE polls SET drawn = CASE WHEN drawn < 0 THEN 0 ELSE version END WHERE closed_at IS NULL;
DROP INDEX polls_to_draw;
DROP INDEX polls_to_draw_anew;
CREATE INDEX polls_to_draw ON polls (id) WHERE drawn < version AND message_id IS NOT NULL AND orphaned IS NULL;
