-- Up Migration

-- Playbooks of a workspace's own, beside the ready-made ones, which come with the program.
create table playbooks (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  kind text not null,
  -- How files name it, for good: what was removed and comes back by file is the same playbook.
  key text not null,
  -- Chosen first in the form, and taken where a handoff begins by itself.
  preferred boolean not null default false,
  removed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
select tenant_table('playbooks');
create unique index playbooks_one_preferred on playbooks (workspace_id, kind) where preferred;

-- Each change is a version. Written once, never changed.
create table playbook_versions (
  workspace_id uuid not null,
  playbook_id uuid not null,
  version int not null,
  content jsonb not null,
  -- Who changed it; null where it came by file.
  changed_by text,
  changed_at timestamptz not null,
  primary key (workspace_id, playbook_id, version),
  foreign key (workspace_id, playbook_id) references playbooks
);
select tenant_table('playbook_versions');
revoke update, delete on playbook_versions from throughline_app;

alter table handoffs
  -- Null where it began with a ready-made playbook.
  add column playbook_id uuid,
  -- As it was called then; null where that was not kept yet.
  add column playbook_name text,
  add foreign key (workspace_id, playbook_id) references playbooks;

-- Down Migration
alter table handoffs
  drop column playbook_name,
  drop column playbook_id;
drop table playbook_versions;
drop table playbooks;
