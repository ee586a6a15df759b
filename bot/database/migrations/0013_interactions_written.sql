-- Interactions for which something was written, and which delivery of each did it: Discord may deliver one twice, also to
-- two processes. Ids grow with time, and rows go after an hour.
CREATE TABLE interactions_written (
    id BIGINT PRIMARY KEY,
    delivery BIGINT NOT NULL
);

-- A card is one poll's: where an interaction that came twice made a second poll with the card of the first, the first
-- keeps it.
UPDATE polls SET message_id = NULL, orphaned = 'The card of this poll was never posted.'
    WHERE EXISTS (SELECT 1 FROM polls first WHERE first.message_id = polls.message_id AND first.number < polls.number);
CREATE UNIQUE INDEX polls_by_message ON polls (message_id) WHERE message_id IS NOT NULL;
