-- Apps that call the API by OAuth 2.0 (client credentials, private_key_jwt), and what their authorization server keeps.

CREATE TABLE service_apps (
  -- also the client id
  id            text PRIMARY KEY,
  label         text NOT NULL,
  status        text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INACTIVE')),
  -- whether only tokens bound to a key of the client are issued to it
  dpop          boolean NOT NULL,
  -- bound to one identity source, or to the whole org
  source_id     text,
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL
);

-- Public keys only.
CREATE TABLE service_app_keys (
  id       text PRIMARY KEY,
  app_id   text NOT NULL REFERENCES service_apps ON DELETE CASCADE,
  kid      text NOT NULL,
  jwk      jsonb NOT NULL,
  created  timestamptz NOT NULL,
  UNIQUE (app_id, kid)
);

CREATE TABLE service_app_grants (
  id          text PRIMARY KEY,
  app_id      text NOT NULL REFERENCES service_apps ON DELETE CASCADE,
  scope       text NOT NULL,
  -- {"id", "type", "alternateId", "displayName"}
  created_by  jsonb NOT NULL,
  created     timestamptz NOT NULL,
  UNIQUE (app_id, scope)
);

CREATE TABLE service_app_roles (
  id       text PRIMARY KEY,
  app_id   text NOT NULL REFERENCES service_apps ON DELETE CASCADE,
  role     text NOT NULL CHECK (role IN ('SUPER_ADMIN')),
  created  timestamptz NOT NULL,
  UNIQUE (app_id, role)
);

-- What the org's authorization server signs with: a key pair and the secret of its nonces, sealed.
CREATE TABLE oauth_keys (
  kid      text PRIMARY KEY,
  -- the public key as a JSON Web Key
  jwk      jsonb NOT NULL,
  sealed   bytea NOT NULL,
  created  timestamptz NOT NULL
);

-- Ids of client assertions and proofs that were used, as hashes, until they would have expired anyway.
CREATE TABLE oauth_used (
  id       text PRIMARY KEY,
  expires  timestamptz NOT NULL
);

CREATE INDEX oauth_used_expires ON oauth_used (expires);
