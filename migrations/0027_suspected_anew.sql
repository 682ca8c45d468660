-- Up Migration

-- Each question about somebody in a role is a row and a message of its own: what happens after it was decided is another event.
alter table contact_suspicions
  drop constraint contact_suspicions_workspace_id_account_id_role_user_id_key,
  -- When they came back after what had been asked about.
  add column returned_at timestamptz;
-- Forced, row-level security hides every row from an owner who is no superuser.
alter table contact_suspicions no force row level security;
update contact_suspicions set returned_at = decided_at where state = 'over';
alter table contact_suspicions force row level security;
create unique index contact_suspicions_open on contact_suspicions (workspace_id, account_id, role, user_id)
  where state = 'open';
create index contact_suspicions_of on contact_suspicions (workspace_id, user_id, account_id, role, raised_at);

-- Down Migration
drop index contact_suspicions_of;
drop index contact_suspicions_open;
alter table contact_suspicions no force row level security;
delete from contact_suspicions older using contact_suspicions newer
  where older.workspace_id = newer.workspace_id and older.account_id = newer.account_id
    and older.role = newer.role and older.user_id = newer.user_id
    and (older.raised_at, older.id) < (newer.raised_at, newer.id);
alter table contact_suspicions force row level security;
alter table contact_suspicions
  drop column returned_at,
  add unique (workspace_id, account_id, role, user_id);
