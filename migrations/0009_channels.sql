-- Up Migration

-- What Slack last said of a channel in which a customer should read: its name, and who besides our own organisation
-- reads there (a list of {id, name}; name is null where Slack does not say it).
create table buyer_channels (
  workspace_id uuid not null references workspaces,
  channel text not null,
  name text,
  organisations jsonb not null default '[]',
  -- Why nothing can be posted there, as Slack calls it: 'is_archived', 'not_in_channel', 'channel_not_found'.
  trouble text,
  looked_at timestamptz not null,
  primary key (workspace_id, channel)
);
select tenant_table('buyer_channels');

-- Who said that an account's customer is meant to read in a channel which these organisations share. Never changed:
-- the latest of an account and a channel counts, for exactly these organisations.
create table channel_confirmations (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  channel text not null,
  organisations jsonb not null,
  confirmed_by text not null,
  confirmed_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('channel_confirmations');
create index channel_confirmations_latest on channel_confirmations (workspace_id, account_id, channel, confirmed_at desc);

-- A message can wait for its channel.
alter table deliveries drop constraint deliveries_state_check;
alter table deliveries add constraint deliveries_state_check
  check (state in ('pending', 'sending', 'sent', 'stale', 'failed', 'unknown', 'withdrawn', 'held'));
create index deliveries_held on deliveries (workspace_id, channel) where state = 'held';

-- Down Migration
drop index deliveries_held;
alter table deliveries drop constraint deliveries_state_check;
alter table deliveries add constraint deliveries_state_check
  check (state in ('pending', 'sending', 'sent', 'stale', 'failed', 'unknown', 'withdrawn'));
drop table channel_confirmations;
drop table buyer_channels;
