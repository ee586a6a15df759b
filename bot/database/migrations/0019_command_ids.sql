-- The ids that Discord gave the commands when they were sent last, so that a text can hold a command to press.
CREATE TABLE command_ids (
    application_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (application_id, name)
);
