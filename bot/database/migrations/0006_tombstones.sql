-- Who had their data deleted, without saying who: tag = HMAC-SHA-256(salt, member). `pending`: the file was restored from
-- a backup that still holds what was deleted, so the deletion is to be done again before anybody is served.
CREATE TABLE IF NOT EXISTS tombstones (
    salt TEXT PRIMARY KEY,
    tag TEXT NOT NULL,
    deleted_at BIGINT NOT NULL,
    pending INTEGER NOT NULL DEFAULT 0
);
