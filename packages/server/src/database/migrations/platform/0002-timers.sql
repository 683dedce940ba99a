-- The timers of work that is not one org's; the same table as in the schema of every org.
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
