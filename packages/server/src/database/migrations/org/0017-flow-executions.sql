-- Executions of flows and what happened in them.

CREATE TABLE flow_executions (
  id             text PRIMARY KEY,
  flow_id        text NOT NULL REFERENCES flows ON DELETE CASCADE,
  -- Of the flow's pack, when the execution was started; it goes on with that one.
  pack_version   integer NOT NULL,
  status         text NOT NULL CHECK (status IN ('queued', 'running', 'sleeping', 'succeeded', 'halted', 'failed', 'cancelled')),
  trigger        text NOT NULL CHECK (trigger IN ('manual', 'schedule', 'endpoint', 'delegated', 'event', 'call')),
  -- Whether it has a journal to go on from; one without is lost with its process.
  durable        boolean NOT NULL,
  -- Whether history may show values.
  saves_data     boolean NOT NULL,
  -- False while it waits for its turn among the executions of a flow that runs only so many at a time.
  admitted       boolean NOT NULL DEFAULT true,
  cancelling     boolean NOT NULL DEFAULT false,
  -- Of one without a journal: the process that runs it.
  host           text,
  -- The execution that started this one and did not wait, and the name of that start, which happens once.
  parent_id      text,
  call_id        text UNIQUE,
  -- Encoded values: with secrets left out, for people; and whole and sealed, where something was left out.
  input          text,
  input_sealed   bytea,
  -- How it ended: {"status": "returned" | "halted", "result"} or {"status": "failed", "error"}, encoded and without secrets.
  outcome        text,
  -- What the caller of its endpoint is told: {"statusCode", "headers", "body"}.
  answer         text,
  answer_sealed  bytea,
  -- Journal rows, and those of them that are cards that ran.
  entries        integer NOT NULL DEFAULT 0,
  cards          integer NOT NULL DEFAULT 0,
  -- Whether journal rows have sealed bodies.
  seals          boolean NOT NULL DEFAULT false,
  -- How often it was begun again at the card that failed.
  retries        integer NOT NULL DEFAULT 0,
  queued         timestamptz NOT NULL,
  started        timestamptz,
  ended          timestamptz,
  -- While it sleeps: when it goes on.
  wake           timestamptz
);

CREATE INDEX flow_executions_flow ON flow_executions (flow_id, id);
CREATE INDEX flow_executions_status ON flow_executions (status, id);
-- Those of a flow that are under way, or wait for their turn.
CREATE INDEX flow_executions_open ON flow_executions (flow_id, queued, id) WHERE ended IS NULL;
-- Those that wait for their turn.
CREATE INDEX flow_executions_waiting ON flow_executions (flow_id) WHERE NOT admitted AND ended IS NULL;
CREATE INDEX flow_executions_ended ON flow_executions (ended) WHERE ended IS NOT NULL;
CREATE INDEX flow_executions_answers ON flow_executions (ended) WHERE answer IS NOT NULL;
CREATE INDEX flow_executions_children ON flow_executions (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX flow_executions_hosts ON flow_executions (host) WHERE host IS NOT NULL AND ended IS NULL;

-- One row per thing that happened, in order: the memory from which an execution goes on, and its history.
CREATE TABLE flow_journal (
  execution_id  text NOT NULL REFERENCES flow_executions ON DELETE CASCADE,
  position      integer NOT NULL,
  type          text NOT NULL CHECK (type IN ('opened', 'card', 'waits', 'page', 'closed')),
  frame         text NOT NULL,
  -- Of the opening and the closing of a frame: the frame of the card that opened it.
  parent_frame  text,
  -- The card the row is about; of an opening, the card that opened it.
  card          text,
  -- Whether a card, or a frame, failed.
  failed        boolean NOT NULL DEFAULT false,
  -- No longer true: the execution was begun again before it. History shows it, nothing goes on from it.
  is_void       boolean NOT NULL DEFAULT false,
  -- The entry, encoded: without secrets, and whole and sealed where something was left out.
  body          text,
  sealed        bytea,
  at            timestamptz NOT NULL,
  PRIMARY KEY (execution_id, position)
);

CREATE INDEX flow_journal_frame ON flow_journal (execution_id, frame, position);
CREATE INDEX flow_journal_children ON flow_journal (execution_id, parent_frame, card) WHERE parent_frame IS NOT NULL;

-- How far the System Log has been read for flows that events start: one row.
CREATE TABLE flow_event_cursor (
  is_only  boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  cursor   text NOT NULL
);

-- When the next execution of a flow that starts only so many a second may start.
CREATE TABLE flow_paces (
  flow_id  text PRIMARY KEY REFERENCES flows ON DELETE CASCADE,
  next     timestamptz NOT NULL
);
