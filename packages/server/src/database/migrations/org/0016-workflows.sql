-- Workflows: installed packs and their flows, tables with typed rows, connections.

-- An export that was imported, under a name of its own; the same file may be installed twice, with other bindings. What a newer
-- export brings is a new version of the same pack.
CREATE TABLE flow_packs (
  id            text PRIMARY KEY,
  name          text COLLATE "C" NOT NULL UNIQUE,
  -- The version that new executions run.
  version       integer NOT NULL,
  -- {"applications", "ids", "connections", "hosts"}: what stands in for the ids of the org the pack was made in.
  bindings      jsonb NOT NULL DEFAULT '{}',
  -- Answers to the switches of Workflows that differ from the defaults.
  choices       jsonb NOT NULL DEFAULT '{}',
  -- What reading and compiling this version with these bindings found out. json, not jsonb, wherever a text of a pack is kept as it is.
  summary       json NOT NULL DEFAULT '{}',
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL
);

-- The file as it came, as gzip. Executions go on with the version they began with; one that nothing needs is deleted.
CREATE TABLE flow_pack_versions (
  pack_id    text NOT NULL REFERENCES flow_packs ON DELETE CASCADE,
  version    integer NOT NULL,
  sha256     text NOT NULL,
  file_name  text NOT NULL,
  -- Bytes of the file.
  size       integer NOT NULL DEFAULT 0,
  content    bytea STORAGE EXTERNAL NOT NULL,
  created    timestamptz NOT NULL,
  PRIMARY KEY (pack_id, version)
);

CREATE TABLE flows (
  id              text PRIMARY KEY,
  pack_id         text NOT NULL REFERENCES flow_packs ON DELETE CASCADE,
  -- The id in the pack, by which its other flows call it.
  pack_flow_id    text NOT NULL,
  name            text COLLATE "C" NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('helper', 'scheduled', 'event', 'manual', 'endpoint', 'delegated')),
  -- Names of the folders that hold it, outermost first.
  folder          text[] NOT NULL DEFAULT '{}',
  is_on           boolean NOT NULL DEFAULT false,
  -- Not in the version of the pack that counts any more; kept for its history.
  is_gone         boolean NOT NULL DEFAULT false,
  -- What the compiler knows of it: {"description", "parameters", "results", "calls", "problems" …}
  definition      json NOT NULL DEFAULT '{}',
  -- What differs from the defaults: {"durable", "concurrency", "ratePerSecond", "retentionDays", "savesData", "schedule"}
  settings        jsonb NOT NULL DEFAULT '{}',
  -- Of an endpoint: the part of its address that cannot be guessed, and the hash of its client token. An endpoint that needs one has a hash
  -- that nothing fits until a token is made.
  alias           text UNIQUE,
  client_token    bytea,
  -- When a token was made; null before.
  token_created   timestamptz,
  created         timestamptz NOT NULL,
  last_updated    timestamptz NOT NULL,
  UNIQUE (pack_id, pack_flow_id)
);

-- A table of a pack, or one made by hand (without a pack).
CREATE TABLE flow_tables (
  id             text PRIMARY KEY,
  pack_id        text REFERENCES flow_packs ON DELETE CASCADE,
  pack_table_id  text,
  name           text COLLATE "C" NOT NULL,
  description    text NOT NULL DEFAULT '',
  -- [{"name", "type": "str" | "dte" | "dec" | "bln" | "ctr", "default", "hidden"}]; a column that a newer version of the pack does not
  -- have is hidden: its cells stay, for the version after it may have it again.
  columns        json NOT NULL,
  -- Not in the version of the pack that counts any more; kept for its rows.
  is_gone        boolean NOT NULL DEFAULT false,
  created        timestamptz NOT NULL,
  last_updated   timestamptz NOT NULL,
  UNIQUE (pack_id, pack_table_id),
  CHECK ((pack_id IS NULL) = (pack_table_id IS NULL))
);

-- How many rows a table has, apart from the table: it changes with every row.
CREATE TABLE flow_table_sizes (
  table_id   text PRIMARY KEY REFERENCES flow_tables ON DELETE CASCADE,
  row_count  integer NOT NULL DEFAULT 0
) WITH (fillfactor = 20);

CREATE TABLE flow_rows (
  table_id  text NOT NULL REFERENCES flow_tables ON DELETE CASCADE,
  id        uuid NOT NULL,
  -- Order of creation, which searches without a sort column give.
  position  bigint GENERATED ALWAYS AS IDENTITY,
  -- By column: text, number, true or false, an instant as milliseconds since 1970, null.
  cells     jsonb NOT NULL,
  created   timestamptz NOT NULL,
  updated   timestamptz NOT NULL,
  PRIMARY KEY (table_id, id)
) WITH (fillfactor = 70);

CREATE INDEX flow_rows_position ON flow_rows (table_id, position);

CREATE TABLE flow_connections (
  id            text PRIMARY KEY,
  name          text COLLATE "C" NOT NULL UNIQUE,
  -- Name of its connector: okta, httpfunctions …
  connector     text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('none', 'basic', 'header', 'oauth-client', 'okta')),
  -- What is no secret: addresses, user names, names of headers.
  settings      jsonb NOT NULL DEFAULT '{}',
  -- Sealed for `flow-connection <id>`.
  secret        bytea,
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL
);
