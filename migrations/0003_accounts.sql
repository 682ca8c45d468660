-- Up Migration
create table accounts (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  key text not null,
  name text not null,
  title text not null default '',
  state text not null check (state in ('not_started', 'active', 'go_live_cover', 'steady', 'paused', 'ended')),
  paused_until date,
  zone text not null,
  publish_zone text,
  country text,
  working_days int[] not null default '{1,2,3,4,5}',
  publish_weekday int not null default 5 check (publish_weekday between 1 and 7),
  publish_time text not null default '09:30',
  close_time text not null default '15:00',
  ask_time text not null default '09:00',
  every_weeks int not null default 1 check (every_weeks in (1, 2)),
  first_publish_on date,
  buyer_channel text,
  buyer_email text,
  team_channel text,
  scope_url text,
  crm_reference text,
  last_word_at timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
select tenant_table('accounts');

-- Who held which role from when to when. A person without Slack has a name and an e-mail instead of a user id.
create table stakeholders (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  role text not null check (role in ('owner', 'sales_rep', 'implementation_lead', 'implementer', 'success_manager', 'support_lead', 'leader', 'senior_buyer', 'primary_contact', 'customer_team')),
  user_id text,
  name text,
  email text,
  starts_on date not null,
  ends_on date,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  check (user_id is not null or name is not null)
);
select tenant_table('stakeholders');
create unique index stakeholders_one_holder on stakeholders (workspace_id, account_id, role)
  where ends_on is null and role in ('owner', 'leader', 'senior_buyer', 'primary_contact');
create unique index stakeholders_once on stakeholders (workspace_id, account_id, role, coalesce(user_id, ''), coalesce(name, ''))
  where ends_on is null;
create index stakeholders_of_person on stakeholders (workspace_id, user_id) where ends_on is null;

create table milestones (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  name text not null,
  position int not null,
  go_live boolean not null default false,
  promised_on date not null,
  planned_on date not null,
  forecast_on date not null,
  reached_on date,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  unique (workspace_id, account_id, name)
);
select tenant_table('milestones');

create table success_criteria (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  name text not null,
  position int not null,
  unit text not null default '',
  start_value numeric not null,
  current_value numeric,
  target_value numeric not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  unique (workspace_id, account_id, name)
);
select tenant_table('success_criteria');

-- Who did what, when. Written once, never changed.
create table history (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  account_id uuid,
  actor text not null,
  action text not null,
  detail jsonb not null default '{}',
  at timestamptz not null,
  primary key (workspace_id, id)
);
select tenant_table('history');
revoke update, delete on history from throughline_app;
create index history_of_account on history (workspace_id, account_id, at);

-- Down Migration
drop table history;
drop table success_criteria;
drop table milestones;
drop table stakeholders;
drop table accounts;
