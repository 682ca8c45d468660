-- Up Migration

-- The message in which somebody is asked, with whatever else Slack showed of the same person at that time. Null before it is said.
alter table contact_suspicions add column said_in text;
create index contact_suspicions_said on contact_suspicions (workspace_id, said_in);
-- What was asked alone goes on changing in place. Forced, row-level security hides every row from an owner who is no superuser.
alter table contact_suspicions no force row level security;
update contact_suspicions set said_in = 'contact.suspicion:' || id;
alter table contact_suspicions force row level security;

-- Down Migration
drop index contact_suspicions_said;
alter table contact_suspicions drop column said_in;
