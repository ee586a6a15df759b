-- What viewings, privacy and planned events had to do by themselves stood in rows of their own, with a claim and a lease
-- each; it becomes jobs, each once. `turn` is a small number here: what is set from now on comes after it.

-- Timed prompts. One that was given up says why; one whose thread cannot be reached is held.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, parked)
SELECT 'viewings.push', guild_id, CAST(id AS TEXT), 'viewing ' || CAST(id AS TEXT), 10000,
    CASE WHEN orphaned IS NULL THEN due_at END,
    replace(replace(parked, 'Timed prompts no longer come by themselves (', ''), '). `Next` asks them.', '')
FROM viewings WHERE due_at IS NOT NULL;

-- Messages to post, in the order in which they were handed out; those that were given up stay to be shown.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, first_tried_at, tries, parked)
SELECT 'viewings.' || p.what, v.guild_id, p.what || ':' || CAST(v.id AS TEXT) || ':' || CAST(p.place AS TEXT),
    'viewing ' || CAST(v.id AS TEXT),
    CASE p.what WHEN 'opening' THEN 0 WHEN 'card' THEN 1 WHEN 'summary' THEN 9999 ELSE 2 +
        coalesce((SELECT t.turn FROM viewing_prompts t WHERE t.viewing_id = v.id AND t.place = p.place), 0) END,
    CASE WHEN v.orphaned IS NULL AND (p.what = 'opening' OR v.mode = 'solo' OR v.thread_id IS NOT NULL) THEN p.due_at END,
    p.first_tried_at,
    CASE WHEN p.state = 'dropped' THEN p.tries ELSE 0 END,
    CASE WHEN p.state = 'dropped' THEN coalesce(p.problem, '') END
FROM viewing_posts p JOIN viewings v ON v.id = p.viewing_id
WHERE p.state = 'waiting' OR (p.state = 'dropped' AND p.message_id IS NULL);

-- Messages that stand and are to be shown anew.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, tries, parked)
SELECT 'viewings.anew', v.guild_id, p.what || ':' || CAST(v.id AS TEXT) || ':' || CAST(p.place AS TEXT),
    'viewing ' || CAST(v.id AS TEXT) || ' anew', 0, CASE WHEN v.orphaned IS NULL THEN p.due_at END, 0,
    CASE WHEN p.state = 'dropped' THEN coalesce(p.problem, '') END
FROM viewing_posts p JOIN viewings v ON v.id = p.viewing_id
WHERE p.message_id IS NOT NULL AND (p.state = 'stale' OR (p.state = 'dropped' AND p.what <> 'prompt'));

DELETE FROM viewing_posts WHERE message_id IS NULL AND again = 0;
DROP INDEX viewing_posts_owed;
ALTER TABLE viewing_posts DROP COLUMN state;
ALTER TABLE viewing_posts DROP COLUMN due_at;
ALTER TABLE viewing_posts DROP COLUMN first_tried_at;
ALTER TABLE viewing_posts DROP COLUMN tries;
ALTER TABLE viewing_posts DROP COLUMN problem;
DROP INDEX viewings_due;
ALTER TABLE viewings DROP COLUMN due_at;
ALTER TABLE viewings DROP COLUMN failures;
ALTER TABLE viewings DROP COLUMN parked;

-- Planned viewings: those that wait for their time, drafts whose event is being made, and those to be told of.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at)
SELECT CASE state WHEN 'waiting' THEN 'viewings.open' WHEN 'draft' THEN 'viewings.follow' ELSE 'viewings.tell' END,
    guild_id, CAST(id AS TEXT), 'planned viewing ' || CAST(id AS TEXT), 0, due_at
FROM scheduled_viewings WHERE due_at IS NOT NULL AND (state IN ('waiting', 'draft') OR (state = 'off' AND told = 0));
DROP INDEX scheduled_viewings_due;
ALTER TABLE scheduled_viewings DROP COLUMN due_at;
ALTER TABLE scheduled_viewings DROP COLUMN failures;
ALTER TABLE scheduled_viewings DROP COLUMN told;

-- Deletions to try again, and servers whose data goes.
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at)
SELECT 'privacy.retry', 0, '', 'privacy.retry ', 0, min(due_at) FROM unfinished_deletions HAVING count(*) > 0;
INSERT INTO jobs (kind, guild_id, key, line, turn, due_at)
SELECT 'privacy.server', guild_id, '', 'privacy.server', 0, due_at FROM departures;
DROP INDEX departures_due;
