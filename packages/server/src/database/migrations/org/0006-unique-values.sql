-- Who holds which value of the unique custom attributes of users. The primary key is what keeps two parallel writers from
-- giving one value to two people. No reference to `users`: an import claims values before it writes the rows that hold them.

CREATE TABLE unique_values (
  attribute  text NOT NULL,
  -- '=' and the value as text, or '#' and the SHA-256 of a long one (directory/profile-schemas/unique-values.ts)
  value_key  text NOT NULL,
  user_id    text NOT NULL,
  PRIMARY KEY (attribute, value_key),
  CONSTRAINT unique_values_user UNIQUE (user_id, attribute)
) WITH (fillfactor = 80);

-- Keys are compared byte by byte whatever the locale of the database, so that indexes on them answer "starts with".
ALTER TABLE users
  ALTER COLUMN login_key TYPE text COLLATE "C",
  ALTER COLUMN email_key TYPE text COLLATE "C",
  ALTER COLUMN name_key TYPE text COLLATE "C";

-- The last name inside a name key (directory/keys.ts), for searches by its beginning. Reads a plain column that profile changes seldom
-- touch, so that updates stay in the page.
CREATE INDEX users_last_name_key ON users (split_part(name_key, E'\x1f', 2));

-- Lists leave deactivated users out, or want nobody else.
CREATE INDEX users_deprovisioned ON users (id) WHERE status = 'DEPROVISIONED';
