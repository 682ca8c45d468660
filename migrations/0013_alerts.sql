-- Up Migration

-- A message to the buyer between two updates: drafted for whoever answers for the account, posted only once approved.
create table alerts (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  -- Left: the owner keeps it for the next update. Lapsed: nobody decided in time. Withdrawn: what it told of is not so.
  state text not null default 'draft' check (state in ('draft', 'sent', 'left', 'lapsed', 'withdrawn')),
  -- What the customer reads, and nothing else.
  content jsonb not null,
  -- Approving binds the text of one version.
  version int not null default 1,
  drafted_at timestamptz not null,
  decide_by timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  -- The round whose update lists it.
  listed_in uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('alerts');
create index alerts_of_account on alerts (workspace_id, account_id, drafted_at);

-- Why there is an alert: a part of its text each. For our own people only.
create table alert_causes (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  alert_id uuid not null,
  kind text not null check (kind in ('reached', 'slip', 'fault')),
  round_id uuid,
  milestone_id uuid,
  -- The day on which the milestone was reached, or to which it moves.
  on_day date,
  -- The words that follow from the cause.
  said text not null,
  -- Those words as they were when somebody wrote others in their place; null where nobody did.
  written_over text,
  noted_by text[] not null,
  noted_at timestamptz not null,
  note text,
  primary key (workspace_id, id),
  foreign key (workspace_id, alert_id) references alerts
);
select tenant_table('alert_causes');
create index alert_causes_of on alert_causes (workspace_id, alert_id);

-- Who of the customer said that they have read an alert.
create table alert_seen (
  workspace_id uuid not null,
  alert_id uuid not null,
  user_id text not null,
  seen_at timestamptz not null,
  primary key (workspace_id, alert_id, user_id),
  foreign key (workspace_id, alert_id) references alerts
);
select tenant_table('alert_seen');

-- Down Migration
drop table alert_seen;
drop table alert_causes;
drop table alerts;
