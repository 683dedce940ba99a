-- Imports: one per triggered session, and one record per uploaded entity.

CREATE TABLE imports (
  id          text PRIMARY KEY,
  session_id  text NOT NULL UNIQUE REFERENCES sessions ON DELETE CASCADE,
  source_id   text NOT NULL,
  status      text NOT NULL,
  created     timestamptz NOT NULL,
  started     timestamptz,
  finished    timestamptz,
  -- settings, mapping and schemas as they were when the import started: what the plan is a function of
  basis       jsonb,
  -- how far it is: {"phase", "pass", "position", …}; written in the same transaction as the records
  checkpoint  jsonb,
  total       integer NOT NULL DEFAULT 0,
  planned     integer NOT NULL DEFAULT 0,
  applied     integer NOT NULL DEFAULT 0,
  -- counters so far; written in the same transaction as the records they count
  counters    jsonb NOT NULL DEFAULT '{}',
  error       text
) WITH (fillfactor = 50);

CREATE INDEX imports_source ON imports (source_id, id);
CREATE INDEX imports_open ON imports (source_id, id) WHERE status IN ('QUEUED', 'PLANNING', 'PAUSED', 'APPLYING');

-- The receipt of one uploaded record, and the exact change it stands for.
-- source_before / user_before hold the old values of the changed attributes only; source_after is the whole new source profile;
-- user_after is the whole profile of a new user, or the changed attributes of an existing one.
CREATE TABLE import_records (
  import_id       text NOT NULL,
  number          integer NOT NULL,
  at              timestamptz NOT NULL,
  action          text NOT NULL,
  outcome         text NOT NULL,
  external_id     text NOT NULL,
  match           text,
  link            text,
  lifecycle       text,
  reason          text,
  -- [{"code", "data"}]: the reason's data is the first entry when there is a reason
  notes           text,
  source_user_id  text,
  source_version  integer,
  source_status   text,
  source_before   text,
  source_after    text,
  fingerprint     bigint,
  user_id         text,
  user_version    integer,
  user_status     text,
  login_key       text,
  email_key       text,
  name_key        text,
  -- what the exact-match criteria compare, when this record gives it to a user
  exact_key       text,
  user_before     text,
  user_after      text,
  PRIMARY KEY (import_id, number)
);

CREATE INDEX import_records_problems ON import_records (import_id, outcome, number)
  WHERE outcome IN ('error', 'removed', 'dropped', 'superseded') OR notes IS NOT NULL;
CREATE INDEX import_records_failed ON import_records (at, import_id, number) WHERE outcome = 'error';
