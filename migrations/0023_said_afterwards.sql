-- Up Migration

-- A welcome that was read may turn out wrong: what the customer was told instead, by whom and when (no words: told by hand).
-- And when the leader was asked how standing in goes on, because its last day had passed without a word.
alter table contact_changes
  add column retraction text,
  add column retracted_by text,
  add column retracted_at timestamptz,
  add column leader_asked_at timestamptz;

-- Down Migration
alter table contact_changes
  drop column retraction,
  drop column retracted_by,
  drop column retracted_at,
  drop column leader_asked_at;
