-- The platform: what exists once per database. Everything of one org lives in that org's own schema.

CREATE TABLE orgs (
  id         text PRIMARY KEY,
  name       text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9_]{0,40}$'),
  hosts      text[] NOT NULL DEFAULT '{}',
  -- {"limitsProfile": "okta" | "open", "limits": {…overrides}}
  settings   jsonb NOT NULL DEFAULT '{}',
  created    timestamptz NOT NULL
);

-- Server processes that share this database. Each holds the advisory lock of its number while it lives.
CREATE TABLE processes (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  worker_ids text[] NOT NULL DEFAULT '{}',
  pid        integer NOT NULL,
  host       text NOT NULL,
  url        text,
  started    timestamptz NOT NULL
);
