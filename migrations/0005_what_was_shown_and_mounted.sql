-- The plan that was shown, and the hold that was named with it: what a yes was said to, so that it can be said later
-- what has changed since. None where the preview is older than this column.
ALTER TABLE confirmations ADD COLUMN shown JSONB;
