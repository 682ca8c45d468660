-- Up Migration

-- Whoever answers for an account reads of all that they have not acknowledged in one message a day, as a leader does.
alter table contact_changes rename column leader_told_in to told_in;
alter index contact_changes_leader_told rename to contact_changes_told;
-- What reminded of one change alone goes on changing in place. Forced, row-level security hides every row from an owner who
-- is no superuser.
alter table contact_changes no force row level security;
alter table deliveries no force row level security;
update contact_changes
  set told_in = told_in || said.keys
  from (
    select workspace_id, split_part(key, ':', 2) as change_id, array_agg(key order by key) as keys
    from deliveries where key like 'contact.ack:%:owner' group by 1, 2
  ) as said
  where said.workspace_id = contact_changes.workspace_id and said.change_id = contact_changes.id::text;
alter table deliveries force row level security;
alter table contact_changes force row level security;

-- Down Migration
alter index contact_changes_told rename to contact_changes_leader_told;
alter table contact_changes rename column told_in to leader_told_in;
