-- What orgs in test mode keep beside their own schema, so that putting an org back to an earlier state leaves it alone. The
-- schema exists where test mode was ever used.

-- How often each lane of seeded ids was opened since the state that ids count from.
CREATE TABLE id_lanes (
  org    text NOT NULL REFERENCES headwater.orgs (name) ON DELETE CASCADE,
  lane   text NOT NULL,
  epoch  integer NOT NULL,
  PRIMARY KEY (org, lane)
);

-- States to go back to. The one without a name is how the org was when test mode began.
CREATE TABLE snapshots (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org        text NOT NULL REFERENCES headwater.orgs (name) ON DELETE CASCADE,
  name       text NOT NULL,
  -- on the org's clock
  taken      timestamptz NOT NULL,
  -- as in orgs.settings; null: real time
  clock      jsonb,
  -- {lane: epoch}
  lanes      jsonb NOT NULL,
  -- {table: [column, …]}
  tables     jsonb NOT NULL,
  -- {sequence: [last value, is called]}
  sequences  jsonb NOT NULL,
  -- jobs of the org that waited or ran: [{"task", "payload", "queue", "key", "runAt", "maxAttempts", "priority"}]
  jobs       jsonb NOT NULL,
  UNIQUE (org, name)
);

-- One row of one table of an org.
CREATE TABLE snapshot_rows (
  snapshot_id  bigint NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  table_name   text NOT NULL,
  -- the text of each column, in the order of snapshots.tables: the one form in which every value comes back as it was
  content      text[] NOT NULL
);

CREATE INDEX snapshot_rows_table ON snapshot_rows (snapshot_id, table_name);

CREATE TABLE faults (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org        text NOT NULL REFERENCES headwater.orgs (name) ON DELETE CASCADE,
  -- {"method", "path", "operationId", "identitySourceId"}
  match      jsonb NOT NULL,
  fault      json NOT NULL,
  times      integer NOT NULL,
  -- matching requests still to be let through
  skip       integer NOT NULL,
  remaining  integer NOT NULL
);

CREATE INDEX faults_org ON faults (org, id);

-- What a fault made of one import.
CREATE TABLE import_faults (
  org         text NOT NULL REFERENCES headwater.orgs (name) ON DELETE CASCADE,
  import_id   text NOT NULL,
  -- fails after so many records are applied
  stop_after  integer,
  -- does not begin before this instant of the org's clock
  not_before  timestamptz,
  PRIMARY KEY (org, import_id)
);

-- What requests asked and were answered. Without a reference to the org, whose check would write to a logged table with every request.
CREATE UNLOGGED TABLE exchanges (
  number    bigint GENERATED ALWAYS AS IDENTITY,
  org       text NOT NULL,
  -- everything but the number, as `GET …/test/requests` gives it
  content   json NOT NULL,
  path      text NOT NULL,
  operation text,
  PRIMARY KEY (org, number)
);
