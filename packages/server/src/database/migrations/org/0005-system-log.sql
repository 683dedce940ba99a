-- The order in which the System Log's facts were committed, for readers who poll it. Clocks cannot give that order: a transaction may
-- commit after one that took a later time. With the number of its transaction beside each row, a database snapshot says exactly
-- which rows a reader has been given and which came after.
--
-- The number has a meaning inside one database cluster only: a copy of the data leaves the column out and lets the default fill it.
-- An UPDATE that turns an import record into an error says `xid = DEFAULT`, so that the failure counts from then on.

ALTER TABLE events ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE changes ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE import_records ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX events_xid ON events (xid, id);
CREATE INDEX changes_xid ON changes (xid, id);
CREATE INDEX import_records_failed_xid ON import_records (xid, import_id, number) WHERE outcome = 'error';
