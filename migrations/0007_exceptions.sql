-- Up Migration

-- What needs somebody's action by a date. One row a cause: when a cause comes back, its row opens again.
create table exceptions (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  -- What it is about, so that the same cause said twice is one exception.
  key text not null,
  cause text not null,
  action text not null,
  -- Whose it is; null means whoever owns the account, which may change.
  owner_id text,
  due_on date not null,
  raised_at timestamptz not null,
  closed_at timestamptz,
  -- Who closed it: a user, or 'throughline' where the cause was gone.
  closed_by text,
  closed_with text,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  unique (workspace_id, key),
  check ((closed_at is null) = (closed_with is null))
);
select tenant_table('exceptions');
create index exceptions_open on exceptions (workspace_id, account_id) where closed_at is null;

-- Down Migration
drop table exceptions;
