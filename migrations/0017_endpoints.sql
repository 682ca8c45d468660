-- Up Migration

-- Where a CRM tells us of changes of contacts. The address holds the id alone; which workspace it belongs to is looked up
-- by the sweeper, who sees nothing else of it.
create table endpoints (
  workspace_id uuid not null references workspaces,
  id uuid not null default gen_random_uuid(),
  name text not null,
  scheme text not null check (scheme in ('standard', 'hubspot', 'bearer')),
  -- What of a message means what; null where messages come in our own words.
  mapping jsonb,
  -- What was wrong with the last message that was refused although its signature was right.
  last_refusal text,
  last_refused_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (workspace_id, id)
);
select tenant_table('endpoints');
create policy route on endpoints for select to throughline_sweeper using (true);
grant select (workspace_id, id) on endpoints to throughline_sweeper;

-- Several at a time, so that one can follow another without a message being lost. Never kept as it is: a bearer secret as
-- its SHA-256, whatever signs (which takes the secret itself) sealed with a key that is not in the database.
create table endpoint_secrets (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  endpoint_id uuid not null,
  -- Its last four characters, so that people can tell one from another.
  hint text not null,
  digest text,
  sealed text,
  created_by text not null,
  created_at timestamptz not null,
  -- To the hour: not every message writes here.
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references endpoints,
  check ((digest is null) <> (sealed is null))
);
select tenant_table('endpoint_secrets');
create index endpoint_secrets_live on endpoint_secrets (workspace_id, endpoint_id) where revoked_at is null;

-- Down Migration
drop table endpoint_secrets;
drop table endpoints;
