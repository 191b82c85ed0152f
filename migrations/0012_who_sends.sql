-- Who sends a letter at the moment: what was on its way by a program that has ended needn't wait for its time to be over.
ALTER TABLE outbox ADD COLUMN sender TEXT;
