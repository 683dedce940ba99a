-- A large upload is stored in parts, each a row; those of one request share its number.
ALTER TABLE bulk_loads ADD COLUMN request integer;
UPDATE bulk_loads SET request = number;
ALTER TABLE bulk_loads ALTER COLUMN request SET NOT NULL;
