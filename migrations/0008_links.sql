-- The person whose identity its sender becomes; NULL: a new one, or whoever they are already.
ALTER TABLE pairings ADD COLUMN links TEXT REFERENCES persons (id) ON DELETE CASCADE;
