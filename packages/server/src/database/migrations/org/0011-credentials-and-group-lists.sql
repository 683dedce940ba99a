-- Passwords, and what lists and histories of groups look up.

-- A password as its scrypt hash (directory/users/password.ts). Null also for people whose sign-in is delegated.
ALTER TABLE users ADD COLUMN password_hash text;

-- Groups by the beginning of their name, whatever its case.
CREATE INDEX groups_folded_name ON groups ((lower(name COLLATE "default") COLLATE "C"));

-- What happened to a person's memberships is kept under the group; this finds it by the person.
CREATE INDEX changes_member ON changes ((detail ->> 'member'), at, id)
  WHERE type IN ('group.user_membership.add', 'group.user_membership.remove');
