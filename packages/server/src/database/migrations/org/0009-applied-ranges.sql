-- What imports did to groups, memberships and devices, in the order in which they did it: a row for the receipts of a range of
-- numbers that took effect together. The System Log reads its entries about them from here and from the receipts, so that a
-- million memberships need no second row each.
CREATE TABLE applied_ranges (
  id            bigint GENERATED ALWAYS AS IDENTITY,
  at            timestamptz NOT NULL,
  import_id     text NOT NULL,
  class         text NOT NULL CHECK (class IN ('groups', 'memberships', 'devices')),
  action        text NOT NULL CHECK (action IN ('upsert', 'delete')),
  first_number  integer NOT NULL,
  last_number   integer NOT NULL,
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (at, id)
);

CREATE INDEX applied_ranges_xid ON applied_ranges (xid, id);
CREATE INDEX applied_ranges_import ON applied_ranges (import_id, class, first_number);

-- The range says when a receipt took effect; the receipt need not.
ALTER TABLE import_object_records DROP COLUMN xid;
ALTER TABLE import_membership_records DROP COLUMN xid;

-- The user that the member was linked to: the entry of the System Log stays what it was when the link changes later.
ALTER TABLE import_membership_records ADD COLUMN user_id text;

-- What became of one group or device.
CREATE INDEX import_object_records_object ON import_object_records (object_id, import_id) WHERE outcome <> 'unchanged';

-- The memberships of one user, for the System Log.
CREATE INDEX import_membership_records_user ON import_membership_records (user_id, import_id, number)
  WHERE user_id IS NOT NULL AND outcome IN ('added', 'removed');
