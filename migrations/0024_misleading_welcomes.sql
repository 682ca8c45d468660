-- Up Migration

-- Whether the customer has read a welcome that turned out wrong, and nobody has told them what holds instead.
alter table contact_changes add column misleads boolean not null default false;
create index contact_changes_misleading on contact_changes (workspace_id, account_id) where misleads;

-- Down Migration
alter table contact_changes drop column misleads;
