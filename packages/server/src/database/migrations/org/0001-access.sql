-- Who may call: administrators are users with a role, tokens belong to an administrator.

CREATE TABLE administrators (
  user_id  text PRIMARY KEY,
  role     text NOT NULL CHECK (role IN ('SUPER_ADMIN')),
  created  timestamptz NOT NULL
);

-- The secret is stored as SHA-256 only; `last_four` is for people.
CREATE TABLE api_tokens (
  id            text PRIMARY KEY,
  name          text NOT NULL,
  hash          bytea NOT NULL UNIQUE,
  last_four     text NOT NULL,
  owner_id      text NOT NULL,
  -- bound to one identity source, or to the whole org
  source_id     text,
  -- address ranges in CIDR notation the token may be used from; empty: anywhere
  networks      text[] NOT NULL DEFAULT '{}',
  idle_days     integer NOT NULL CHECK (idle_days > 0),
  created       timestamptz NOT NULL,
  last_used     timestamptz NOT NULL,
  revoked       timestamptz
);

-- What happened and is not the change of a record: sessions, uploads, phases of imports, tokens, settings.
CREATE TABLE events (
  id       bigint GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL,
  type     text NOT NULL,
  outcome  text NOT NULL DEFAULT 'SUCCESS',
  reason   text,
  -- {"id", "type", "alternateId", "displayName"}
  actor    jsonb NOT NULL,
  -- [{"id", "type", "alternateId", "displayName"}]
  targets  jsonb NOT NULL DEFAULT '[]',
  -- {"ipAddress", "userAgent", "requestId"} of a web request
  client   jsonb,
  debug    jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (at, id)
);
