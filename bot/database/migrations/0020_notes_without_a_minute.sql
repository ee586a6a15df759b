-- Notes that were kept before the film have no minute of it.
CREATE TABLE viewing_notes_kept (
    id BIGINT PRIMARY KEY,
    viewing_id BIGINT NOT NULL REFERENCES viewings (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL,
    film_ms BIGINT,
    text TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);
INSERT INTO viewing_notes_kept (id, viewing_id, member_id, film_ms, text, noted_at)
    SELECT id, viewing_id, member_id, film_ms, text, noted_at FROM viewing_notes;
DROP TABLE viewing_notes;
ALTER TABLE viewing_notes_kept RENAME TO viewing_notes;
CREATE INDEX viewing_notes_of_viewing ON viewing_notes (viewing_id, film_ms);
CREATE INDEX viewing_notes_of_member ON viewing_notes (member_id);
