-- Who takes part stands in the thread too: `added_to` is the thread that Discord has added a member to, `refused` why it
-- has not. `pinged`: whether prompts mention them, which nobody is who did not ask for it.

ALTER TABLE viewing_members ADD COLUMN added_to BIGINT;
ALTER TABLE viewing_members ADD COLUMN refused TEXT;
ALTER TABLE viewing_members ADD COLUMN pinged INTEGER NOT NULL DEFAULT 0;
