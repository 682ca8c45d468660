-- Up Migration

-- Everything that will happen at an instant. Each thing happens once: its key says which one it is.
create table occurrences (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  kind text not null,
  key text not null,
  subject jsonb not null default '{}',
  due_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'skipped', 'failed')),
  reason text,
  attempts int not null default 0,
  claimed_until timestamptz,
  done_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
select tenant_table('occurrences');
select swept_table('occurrences');
create index occurrences_due on occurrences (due_at) where state = 'waiting';

-- Every message we owe Slack. A row is a message: what it should say (revision) and what Slack shows (sent_revision).
create table deliveries (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  key text not null,
  kind text not null,
  surface text not null default 'message' check (surface in ('message', 'home')),
  audience text not null check (audience in ('vendor', 'customer')),
  account_id uuid,
  channel text not null,
  thread_key text,
  message jsonb not null,
  revision int not null default 1,
  sent_revision int not null default 0,
  state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'stale', 'failed', 'unknown', 'withdrawn')),
  due_at timestamptz,
  claimed_until timestamptz,
  attempt int not null default 0,
  attempt_at timestamptz,
  -- The product's instant of the attempt, less a margin: from here on Slack's history is searched for it.
  look_from timestamptz,
  posted_channel text,
  ts text,
  error text,
  -- In which order things were said: a channel hears them in this order.
  turn bigint generated always as identity,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
select tenant_table('deliveries');
select swept_table('deliveries');
create index deliveries_due on deliveries (due_at) where due_at is not null;
create index deliveries_channel on deliveries (workspace_id, channel, attempt_at desc);

-- What Slack told us. Committed before Slack hears 200, worked on afterwards.
create table inbox (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  event_id text not null,
  type text not null,
  event jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  due_at timestamptz not null,
  claimed_until timestamptz,
  attempts int not null default 0,
  error text,
  received_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, event_id)
);
select tenant_table('inbox');
select swept_table('inbox');
create index inbox_due on inbox (due_at) where state = 'waiting';

-- Down Migration
drop table inbox;
drop table deliveries;
drop table occurrences;
