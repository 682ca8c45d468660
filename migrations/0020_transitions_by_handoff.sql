-- Up Migration

-- Every change of a role, and of priorities, has a handoff of its own now: its acceptance ends the transition, no word does.
alter table contact_changes
  drop column settled_by,
  drop column settled_at,
  drop column settled_why;

-- Down Migration
alter table contact_changes
  add column settled_by text,
  add column settled_at timestamptz,
  add column settled_why text;
