-- Requests that processes reserved of the rate limits of a window. Not logged: after a crash of the database the minute begins anew.
CREATE UNLOGGED TABLE rate_limits (
  org           text NOT NULL,
  bucket        text NOT NULL,
  -- a token or service app; empty: the whole org
  caller        text NOT NULL,
  -- by the clock of the org
  window_start  timestamptz NOT NULL,
  used          bigint NOT NULL,
  -- what the last reservation was given
  granted       bigint NOT NULL,
  -- by the clock of the database: when a window is swept
  seen          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org, bucket, caller, window_start)
) WITH (fillfactor = 50);

-- When host names or settings were changed last.
ALTER TABLE orgs ADD COLUMN last_updated timestamptz;
UPDATE orgs SET last_updated = created;
ALTER TABLE orgs ALTER COLUMN last_updated SET NOT NULL;
ALTER TABLE orgs ALTER COLUMN last_updated SET DEFAULT now();
