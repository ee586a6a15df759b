-- The result of a before poll waits for its after poll; what was shown before stays shown.
ALTER TABLE polls ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
