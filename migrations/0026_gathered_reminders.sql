-- Up Migration

-- The messages in which a leader reads, with what else waits on that day, that nobody has acknowledged a change.
alter table contact_changes add column leader_told_in text[] not null default '{}';
create index contact_changes_leader_told on contact_changes using gin (leader_told_in);

-- Down Migration
alter table contact_changes drop column leader_told_in;
