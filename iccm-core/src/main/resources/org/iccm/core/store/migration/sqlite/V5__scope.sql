-- What was rebuilt: all at once, as everything that was stored before, or one unit.

ALTER TABLE completion ADD COLUMN scope TEXT NOT NULL DEFAULT 'APPLICATION';
ALTER TABLE completion ADD COLUMN unit TEXT;
ALTER TABLE run ADD COLUMN scope TEXT NOT NULL DEFAULT 'APPLICATION';
ALTER TABLE run ADD COLUMN unit TEXT;
