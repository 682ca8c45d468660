-- Up Migration

-- What Slack said of the people and channels that an account names, when it was last asked.
create table account_checks (
  workspace_id uuid not null,
  account_id uuid not null,
  checked_at timestamptz not null,
  troubles jsonb not null default '[]',
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('account_checks');

-- The message in which somebody reads what is wrong; it changes in place until all is well.
create table trouble_notices (
  workspace_id uuid not null references workspaces,
  user_id text not null,
  key text not null,
  began_at timestamptz not null,
  cleared_at timestamptz,
  primary key (workspace_id, key)
);
select tenant_table('trouble_notices');
create unique index trouble_notices_one_open on trouble_notices (workspace_id, user_id) where cleared_at is null;

-- Down Migration
drop table trouble_notices;
drop table account_checks;
