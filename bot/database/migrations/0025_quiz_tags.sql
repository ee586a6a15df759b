-- The tag that was chosen for a quiz's post in a forum that demands one.
ALTER TABLE quizzes ADD COLUMN tag_id BIGINT;
