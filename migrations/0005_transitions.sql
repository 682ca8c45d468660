-- Up Migration
create table contact_changes (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  role text not null,
  leaver text,
  newcomer text not null,
  effective_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  -- When the assignment changed: at once, or on the day it takes effect.
  took_effect_at timestamptz,
  -- What was at stake when it was recorded; the alert goes on saying this.
  stakes jsonb not null,
  -- The transition handoff that it started.
  handoff_id uuid,
  acknowledged_by text,
  acknowledged_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  unique (workspace_id, account_id, role, newcomer, effective_on)
);
select tenant_table('contact_changes');

create table handoffs (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  kind text not null,
  playbook_version int not null,
  form text not null check (form in ('short', 'full')),
  anchor_on date not null,
  giver text not null,
  receiver text not null,
  -- The people of the role that changes hands, where the handoff is about one: they need no Slack rights here.
  leaver text,
  newcomer text,
  state text not null default 'running' check (state in ('running', 'accepted', 'replaced')),
  started_by text not null,
  started_at timestamptz not null,
  accepted_by text,
  accepted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('handoffs');
create unique index handoffs_one_running on handoffs (workspace_id, account_id, kind) where state = 'running';

-- The items are copied from the playbook at the start: a running handoff keeps the version it began with.
create table handoff_items (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  handoff_id uuid not null,
  position int not null,
  text text not null,
  side text not null check (side in ('giving', 'receiving')),
  due_on date not null,
  evidence_kind text not null check (evidence_kind in ('link', 'note', 'none')),
  state text not null default 'open' check (state in ('open', 'taken', 'done')),
  person text,
  evidence text,
  done_by text,
  done_at timestamptz,
  -- Counts the changes: whoever changes an item must have seen its last state.
  version int not null default 0,
  primary key (workspace_id, id),
  foreign key (workspace_id, handoff_id) references handoffs,
  unique (workspace_id, handoff_id, position)
);
select tenant_table('handoff_items');

-- Down Migration
drop table handoff_items;
drop table handoffs;
drop table contact_changes;
