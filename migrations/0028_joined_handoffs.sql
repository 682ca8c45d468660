-- Up Migration

-- Where a change went on with a handoff that somebody had begun by hand: who left in that before, so that it goes on as it
-- was where the change is taken back. Null where the change began its handoff itself.
alter table contact_changes add column joined jsonb;

-- The alert of a change says that its handoff is over; what was over before alerts did is told once.
-- Forced, row-level security hides every row from an owner who is no superuser.
alter table contact_changes no force row level security;
alter table handoffs no force row level security;
alter table occurrences no force row level security;
insert into occurrences (workspace_id, kind, key, subject, due_at)
  select workspace_id, 'handoffs.ended', 'handoffs.ended:' || id, jsonb_build_object('handoffId', id),
    coalesce(accepted_at, started_at)
  from handoffs
  where state in ('accepted', 'replaced') and exists (
    select from contact_changes
    where contact_changes.workspace_id = handoffs.workspace_id and handoff_id = handoffs.id
      and contact_changes.state = 'standing'
  )
  on conflict (workspace_id, key) do nothing;
alter table contact_changes force row level security;
alter table handoffs force row level security;
alter table occurrences force row level security;

-- Down Migration
alter table contact_changes drop column joined;
