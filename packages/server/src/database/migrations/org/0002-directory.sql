-- The directory: people as the org knows them, and how each came to be what it is.

-- Custom attributes, and what an org changed of base attributes. `owner` is 'user' or the id of an identity source.
CREATE TABLE attributes (
  owner       text NOT NULL,
  name        text NOT NULL,
  position    integer GENERATED ALWAYS AS IDENTITY,
  definition  jsonb NOT NULL,
  PRIMARY KEY (owner, name)
);

-- The *_key columns are normalised copies for matching; plain columns rather than expression indexes, because an index on an
-- expression over `profile` would forbid in-page (HOT) updates of every profile change.
CREATE TABLE users (
  id                text PRIMARY KEY,
  status            text NOT NULL,
  login_key         text NOT NULL,
  email_key         text,
  name_key          text,
  -- an identity source with a live record of the user, '' for none: a hint, so that looking for namesakes of other
  -- sources does not read those of the same source (a common name may have thousands)
  held_by           text NOT NULL DEFAULT '',
  profile           jsonb NOT NULL,
  version           integer NOT NULL DEFAULT 1,
  created           timestamptz NOT NULL,
  activated         timestamptz,
  status_changed    timestamptz,
  last_updated      timestamptz NOT NULL,
  last_login        timestamptz,
  password_changed  timestamptz,
  CONSTRAINT users_login_key UNIQUE (login_key)
) WITH (fillfactor = 50);

CREATE INDEX users_email_key ON users (email_key);
CREATE INDEX users_name_key ON users (name_key, held_by);

-- What changed on an object, stored once. A change made by an import points to its record there and repeats nothing of it.
CREATE TABLE changes (
  id             bigint GENERATED ALWAYS AS IDENTITY,
  at             timestamptz NOT NULL,
  object_id      text NOT NULL,
  import_id      text,
  record_number  integer,
  -- for changes by people and programs: the event type, who, and {"profile": {attribute: [before, after]}, "status": [before, after]}
  type           text,
  actor          jsonb,
  detail         jsonb,
  PRIMARY KEY (at, id),
  CHECK ((import_id IS NULL) = (record_number IS NULL)),
  CHECK ((import_id IS NULL) <> (type IS NULL))
);

CREATE INDEX changes_object ON changes (object_id, at, id);
