-- When profile schemas were made and last changed, and relations between users.

-- `owner` as in `attributes`. The schema of an identity source is as old as the source; it has a row only once it was changed.
CREATE TABLE profile_schemas (
  owner         text PRIMARY KEY,
  created       timestamptz NOT NULL,
  last_updated  timestamptz NOT NULL
);

INSERT INTO profile_schemas (owner, created, last_updated) VALUES ('user', now(), now());

-- A relation has two ends: one primary user (a manager) has many associated ones (subordinates).
CREATE TABLE linked_objects (
  primary_name            text PRIMARY KEY,
  primary_title           text NOT NULL,
  primary_description     text,
  associated_name         text NOT NULL UNIQUE,
  associated_title        text NOT NULL,
  associated_description  text,
  created                 timestamptz NOT NULL
);

-- At most one primary for each associated user and relation; everybody may be at both ends, also of one link.
CREATE TABLE user_links (
  associated_id  text NOT NULL REFERENCES users ON DELETE CASCADE,
  relation       text NOT NULL REFERENCES linked_objects ON DELETE CASCADE,
  primary_id     text NOT NULL REFERENCES users ON DELETE CASCADE,
  created        timestamptz NOT NULL,
  PRIMARY KEY (associated_id, relation)
);

CREATE INDEX user_links_primary ON user_links (primary_id, relation, associated_id);
CREATE INDEX user_links_relation ON user_links (relation);
