-- Groups, memberships and devices; loads and receipts of every class of objects.

-- The class of what a load holds. The staged lines of each, as gzip of JSON Lines:
--   users        {"externalId", "profile"}, for a delete {"externalId"}
--   groups       {"externalId", "profile": {"displayName", "description"}}, for a delete {"externalId"}
--   memberships  ["<external id of the group>", "<external id of the member>"], one line a pair
--   devices      {"externalId", "profile": {"serialNumber", "platform", "displayName"}}, for a delete {"externalId"}
-- `keys` are the key hashes of the external ids; of a pair, of its line.
ALTER TABLE bulk_loads ADD COLUMN class text NOT NULL DEFAULT 'users'
  CHECK (class IN ('users', 'groups', 'memberships', 'devices'));

-- RECORD: one record outside a session, by an endpoint for single entities; it has a receipt like every other.
ALTER TABLE imports ADD COLUMN kind text NOT NULL DEFAULT 'SESSION' CHECK (kind IN ('SESSION', 'RECORD'));
ALTER TABLE imports ALTER COLUMN session_id DROP NOT NULL;
ALTER TABLE imports ADD CONSTRAINT imports_session CHECK ((session_id IS NULL) = (kind = 'RECORD'));

-- Groups as the directory knows them. An APP_GROUP belongs to an identity source, which alone changes it and its members.
CREATE TABLE groups (
  id                       text PRIMARY KEY,
  type                     text NOT NULL CHECK (type IN ('OKTA_GROUP', 'APP_GROUP', 'BUILT_IN')),
  source_id                text REFERENCES identity_sources ON DELETE CASCADE,
  external_id              text,
  name                     text COLLATE "C" NOT NULL,
  description              text,
  version                  integer NOT NULL DEFAULT 1,
  created                  timestamptz NOT NULL,
  last_updated             timestamptz NOT NULL,
  last_membership_updated  timestamptz NOT NULL,
  CONSTRAINT groups_external_id UNIQUE (source_id, external_id),
  CHECK ((type = 'APP_GROUP') = (source_id IS NOT NULL AND external_id IS NOT NULL))
) WITH (fillfactor = 80);

-- Names are unique among the directory's own groups only: groups of sources may share them (import-semantics 1.5).
CREATE UNIQUE INDEX groups_own_name ON groups (name) WHERE type <> 'APP_GROUP';
CREATE INDEX groups_name ON groups (name);

-- Members of the directory's own groups.
CREATE TABLE group_members (
  group_id  text NOT NULL REFERENCES groups ON DELETE CASCADE,
  user_id   text NOT NULL,
  created   timestamptz NOT NULL,
  PRIMARY KEY (group_id, user_id)
);

CREATE INDEX group_members_user ON group_members (user_id);

-- Members of a source's groups, as the source knows them: kept for people who wait for confirmation, and theirs from then on.
CREATE TABLE source_memberships (
  group_id        text NOT NULL REFERENCES groups ON DELETE CASCADE,
  source_user_id  text NOT NULL,
  created         timestamptz NOT NULL,
  PRIMARY KEY (group_id, source_user_id)
);

CREATE INDEX source_memberships_source_user ON source_memberships (source_user_id);

-- Who is in which group: the one place that readers ask.
CREATE VIEW group_users AS
  SELECT group_id, user_id, created FROM group_members
  UNION ALL
  SELECT membership.group_id, person.user_id, membership.created
    FROM source_memberships AS membership JOIN source_users AS person ON person.id = membership.source_user_id
   WHERE person.user_id IS NOT NULL;

-- Devices of a source. Their schema is fixed, and a deleted one is gone (identity-sources-api 2.11).
CREATE TABLE devices (
  id             text PRIMARY KEY,
  source_id      text NOT NULL REFERENCES identity_sources ON DELETE CASCADE,
  external_id    text NOT NULL,
  serial_number  text NOT NULL,
  platform       text NOT NULL,
  display_name   text NOT NULL,
  version        integer NOT NULL DEFAULT 1,
  created        timestamptz NOT NULL,
  last_updated   timestamptz NOT NULL,
  CONSTRAINT devices_external_id UNIQUE (source_id, external_id)
);

-- Receipts of groups and devices: `before` and `after` hold the changed attributes only, all of them for one that is added or removed.
CREATE TABLE import_object_records (
  import_id       text NOT NULL,
  class           text NOT NULL CHECK (class IN ('groups', 'devices')),
  -- place in the loads of its class, from 1
  number          integer NOT NULL,
  at              timestamptz NOT NULL,
  action          text NOT NULL,
  outcome         text NOT NULL,
  external_id     text NOT NULL,
  reason          text,
  -- as in import_records
  notes           text,
  object_id       text,
  object_version  integer,
  before          text,
  after           text,
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (import_id, class, number)
);

CREATE INDEX import_object_records_xid ON import_object_records (xid, import_id, class, number) WHERE outcome <> 'unchanged';

-- Receipts of memberships, a pair each.
CREATE TABLE import_membership_records (
  import_id           text NOT NULL,
  number              integer NOT NULL,
  at                  timestamptz NOT NULL,
  action              text NOT NULL,
  outcome             text NOT NULL,
  group_external_id   text NOT NULL,
  member_external_id  text NOT NULL,
  reason              text,
  notes               text,
  group_id            text,
  source_user_id      text,
  xid                 xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (import_id, number)
);

CREATE INDEX import_membership_records_xid ON import_membership_records (xid, import_id, number) WHERE outcome <> 'unchanged';
CREATE INDEX import_membership_records_problems ON import_membership_records (import_id, outcome, number)
  WHERE outcome IN ('error', 'dropped', 'superseded') OR notes IS NOT NULL;
