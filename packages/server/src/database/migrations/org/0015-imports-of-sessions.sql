-- Imports of sessions are listed by themselves; those of single records may be many more.
CREATE INDEX imports_sessions ON imports (id) WHERE kind = 'SESSION';
DROP INDEX imports_source;
CREATE INDEX imports_source ON imports (source_id, kind, id);
