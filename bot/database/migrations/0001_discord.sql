-- What the seam to Discord and the library remember.

-- Commands are sent to Discord again only when they differ from what was sent last.
CREATE TABLE synced_commands (
    application_id BIGINT PRIMARY KEY,
    digest TEXT NOT NULL
);

-- Entries that somebody in a server looked up, with the last time (UTC, ms); nobody is named.
CREATE TABLE looked_up (
    guild_id BIGINT NOT NULL,
    entry TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, entry)
);

CREATE INDEX looked_up_latest ON looked_up (guild_id, at DESC);
