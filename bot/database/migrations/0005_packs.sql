-- Packs that servers brought. Times are UTC milliseconds.

-- Every version that was accepted, and uploads that wait for a yes (accepted_at NULL).
CREATE TABLE pack_versions (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    pack_id TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- Bytes of the pack's files, unpacked.
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    -- NULL once that member had their data deleted.
    member_id BIGINT,
    uploaded_at BIGINT NOT NULL,
    accepted_at BIGINT,
    -- Of an upload that waits: the version that was on the shelf when the two were compared.
    base_id BIGINT,
    -- The author's bytes; NULL once they no longer fit into the server's history.
    content BYTEA,
    -- What was read from them, as JSON: of versions on a shelf, and of uploads that wait.
    pack TEXT
);

CREATE INDEX pack_versions_of_pack ON pack_versions (guild_id, pack_id, accepted_at) WHERE accepted_at IS NOT NULL;
CREATE INDEX pack_versions_waiting ON pack_versions (uploaded_at) WHERE accepted_at IS NULL;
CREATE INDEX pack_versions_of_member ON pack_versions (member_id) WHERE member_id IS NOT NULL;

-- Which version of a pack stands on a server's shelf; once removed, since when none does.
CREATE TABLE pack_shelves (
    guild_id BIGINT NOT NULL,
    pack_id TEXT NOT NULL,
    version_id BIGINT NOT NULL REFERENCES pack_versions (id),
    removed_at BIGINT,
    PRIMARY KEY (guild_id, pack_id)
);

CREATE INDEX pack_shelves_removed ON pack_shelves (removed_at) WHERE removed_at IS NOT NULL;

-- Packs that a server switched off, shipped ones and its own.
CREATE TABLE packs_off (
    guild_id BIGINT NOT NULL,
    pack_id TEXT NOT NULL,
    PRIMARY KEY (guild_id, pack_id)
);

-- The audit list: who did what when. Lines are added, and forgotten when old, never changed; pack_id is empty where no
-- pack is meant.
CREATE TABLE pack_events (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    pack_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    member_id BIGINT,
    action TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL
);

CREATE INDEX pack_events_of_pack ON pack_events (guild_id, pack_id, at);
CREATE INDEX pack_events_of_member ON pack_events (member_id) WHERE member_id IS NOT NULL;

-- What members found wrong on cards. Moderators read the text, never who wrote it.
CREATE TABLE pack_mistakes (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    pack_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    member_id BIGINT,
    reported_at BIGINT NOT NULL
);

CREATE INDEX pack_mistakes_of_pack ON pack_mistakes (guild_id, pack_id, reported_at);
CREATE INDEX pack_mistakes_of_member ON pack_mistakes (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX pack_mistakes_by_age ON pack_mistakes (reported_at);
