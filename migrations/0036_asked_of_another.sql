-- Up Migration

-- Somebody else answers for the account by now, and is asked in their place: that is a row of its own.
alter table contact_suspicions
  drop constraint contact_suspicions_state_check,
  add constraint contact_suspicions_state_check check (state in ('open', 'confirmed', 'dismissed', 'over', 'passed'));

-- Down Migration
-- Forced, row-level security hides every row from an owner who is no superuser.
alter table contact_suspicions no force row level security;
update contact_suspicions set state = 'over' where state = 'passed';
alter table contact_suspicions force row level security;
alter table contact_suspicions
  drop constraint contact_suspicions_state_check,
  add constraint contact_suspicions_state_check check (state in ('open', 'confirmed', 'dismissed', 'over'));
