-- Identity sources, their sessions and what was loaded.

CREATE TABLE identity_sources (
  id            text PRIMARY KEY,
  label         text NOT NULL,
  status        text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INACTIVE')),
  settings      jsonb NOT NULL,
  -- order among profile sources: the lowest number owns a user
  priority      integer GENERATED ALWAYS AS IDENTITY,
  version       integer NOT NULL DEFAULT 1,
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL
);

-- properties: {target attribute: {"expression": text, "pushStatus": "PUSH" | "DONT_PUSH"}}
CREATE TABLE mappings (
  id            text PRIMARY KEY,
  source_id     text NOT NULL UNIQUE REFERENCES identity_sources ON DELETE CASCADE,
  properties    jsonb NOT NULL,
  version       integer NOT NULL DEFAULT 1,
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL
);

CREATE TABLE sessions (
  id             text PRIMARY KEY,
  source_id      text NOT NULL REFERENCES identity_sources ON DELETE CASCADE,
  status         text NOT NULL,
  created        timestamptz NOT NULL,
  last_updated   timestamptz NOT NULL,
  -- the last successful write, from which inactivity counts
  last_write     timestamptz NOT NULL,
  triggered      timestamptz,
  finished       timestamptz,
  bulk_requests  integer NOT NULL DEFAULT 0,
  staged         integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE INDEX sessions_active ON sessions (source_id, status) WHERE status IN ('CREATED', 'IN_PROGRESS', 'TRIGGERED');
CREATE INDEX sessions_source ON sessions (source_id, id);

-- One accepted upload: the staged entities as gzip of JSON Lines, in upload order.
-- An upsert line is {"externalId", "profile"}, a delete line is {"externalId"}.
CREATE TABLE bulk_loads (
  session_id  text NOT NULL REFERENCES sessions ON DELETE CASCADE,
  -- from 1, in upload order
  number      integer NOT NULL,
  action      text NOT NULL CHECK (action IN ('upsert', 'delete')),
  items       integer NOT NULL,
  -- one 8-byte little-endian double per staged item: the key hash of its external id (imports/key-hash.ts)
  keys        bytea NOT NULL,
  body        bytea NOT NULL,
  -- deletes of ids the source did not know, never staged
  dropped     text[] NOT NULL DEFAULT '{}',
  received    timestamptz NOT NULL,
  PRIMARY KEY (session_id, number)
);

ALTER TABLE bulk_loads ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN keys SET STORAGE EXTERNAL;

-- A person as one source knows them. `profile` stays text: it is only ever read and written whole.
CREATE TABLE source_users (
  id            text PRIMARY KEY,
  source_id     text NOT NULL,
  external_id   text NOT NULL,
  status        text NOT NULL CHECK (status IN ('IMPORTED', 'MATCHED', 'UNASSIGNED', 'ACTIVE', 'DEPROVISIONED')),
  user_id       text,
  -- for records that wait for a decision: EXACT, PARTIAL, NONE, CONFLICT
  match_type    text,
  profile       text NOT NULL,
  -- hash of the upload that led here, with the versions of settings, mapping and schemas; null: evaluate again
  fingerprint   bigint,
  version       integer NOT NULL DEFAULT 1,
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL,
  CONSTRAINT source_users_external_id UNIQUE (source_id, external_id)
) WITH (fillfactor = 50);

-- A user has at most one live record in each source.
CREATE INDEX source_users_user ON source_users (user_id, source_id);
CREATE INDEX source_users_unconfirmed ON source_users (source_id, id) WHERE status IN ('IMPORTED', 'MATCHED', 'UNASSIGNED');
