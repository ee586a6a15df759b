-- How often each thing that processes remember (`packs`, `settings`) was changed, so that others notice what they missed.
CREATE TABLE revisions (
    topic TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);
