-- Up Migration

-- Who is away, from the instant at which they said so until their first day back begins where they are.
create table absences (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  user_id text not null,
  starts_at timestamptz not null,
  back_on date not null,
  -- When back_on begins, or when they said that they are back.
  ends_at timestamptz not null,
  primary key (workspace_id, id)
);
select tenant_table('absences');
create index absences_of_person on absences (workspace_id, user_id, ends_at);

alter table checkins
  -- Their first day back, where somebody was away when they would have been asked or reminded.
  add column away_until date,
  -- When the person chose to be reminded again.
  add column snoozed_until timestamptz,
  -- Where the person was when their question was planned.
  add column ask_zone text,
  -- The answer as it stood at the close, where it was edited afterwards: the report was made of this one.
  add column closed_answer jsonb;

-- Down Migration
alter table checkins
  drop column closed_answer, drop column ask_zone, drop column snoozed_until, drop column away_until;
drop table absences;
