-- Up Migration

-- An update that is not out when the next week closes goes out with the next one, and never by itself.
alter table digests drop constraint digests_state_check;
alter table digests add constraint digests_state_check
  check (state in ('waiting', 'approved', 'held', 'published', 'merged'));
alter table rounds drop constraint rounds_state_check;
alter table rounds add constraint rounds_state_check
  check (state in ('open', 'closed', 'published', 'skipped', 'merged'));

-- Down Migration
-- Forced, row-level security hides every row from an owner who is no superuser.
alter table digests no force row level security;
update digests set state = 'held' where state = 'merged';
alter table digests force row level security;
alter table rounds no force row level security;
update rounds set state = 'closed' where state = 'merged';
alter table rounds force row level security;
alter table digests drop constraint digests_state_check;
alter table digests add constraint digests_state_check check (state in ('waiting', 'approved', 'held', 'published'));
alter table rounds drop constraint rounds_state_check;
alter table rounds add constraint rounds_state_check check (state in ('open', 'closed', 'published', 'skipped'));
