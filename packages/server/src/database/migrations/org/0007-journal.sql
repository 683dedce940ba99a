-- Durable work of one org: what has happened (journal) and what is to happen at an instant of the org's clock (timers).

-- One step of a run, written in the transaction of its effect. `result` is json, not jsonb: it is only ever read whole, and json
-- keeps every string, U+0000 included.
CREATE TABLE journal (
  run       text NOT NULL,
  step      text NOT NULL,
  position  bigint GENERATED ALWAYS AS IDENTITY,
  result    json NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (run, step)
);

-- A job to be added when the clock reaches `due`. With `cron`, the timer is set again; without, it is gone.
CREATE TABLE timers (
  key           text PRIMARY KEY,
  due           timestamptz NOT NULL,
  -- {"task", "payload", "queue", "key", "maxAttempts", "priority"}
  job           json NOT NULL,
  cron          text,
  -- IANA name
  zone          text,
  CHECK ((cron IS NULL) = (zone IS NULL))
);

CREATE INDEX timers_due ON timers (due);
