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
