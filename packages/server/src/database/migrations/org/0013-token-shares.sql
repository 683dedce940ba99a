-- Percent of each rate limit that a token may use; null: the org's `tokenSharePercent`.
ALTER TABLE api_tokens ADD COLUMN share_percent smallint CHECK (share_percent BETWEEN 0 AND 100);
