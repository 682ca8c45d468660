-- Up Migration

-- Turns a table into a tenant table: rows are seen and written only inside the workspace that the transaction has named.
-- The setting is '' (not null) after a transaction ends, hence nullif: nothing named, nothing seen.
create function tenant_table(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s alter column workspace_id set default nullif(current_setting(''app.workspace_id'', true), '''')::uuid', target);
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy one_workspace on %s to throughline_app
    using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)
    with check (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', target);
  execute format('grant select, insert, update, delete on %s to throughline_app', target);
end $$;

-- Lets the tick claim due rows over all workspaces. It may read ids, due dates and states, and nothing that people wrote.
create function swept_table(target regclass) returns void language plpgsql as $$
begin
  execute format('create policy sweep on %s to throughline_sweeper using (true) with check (true)', target);
  execute format('grant select (workspace_id, id, due_at, state, claimed_until), update (claimed_until) on %s to throughline_sweeper', target);
end $$;

create table workspaces (
  workspace_id uuid primary key default gen_random_uuid(),
  team_id text not null unique,
  name text not null,
  app_id text,
  bot_user_id text not null,
  administrators text[] not null default '{}',
  country text,
  unclear_results int not null default 0,
  sending_paused_until timestamptz,
  created_at timestamptz not null
);
select tenant_table('workspaces');
create policy route on workspaces for select to throughline_sweeper using (true);
grant select (workspace_id, team_id) on workspaces to throughline_sweeper;

-- What we need to know of a Slack user to write to them at the right hour and by name. Refreshed from Slack.
create table people (
  workspace_id uuid not null references workspaces,
  user_id text not null,
  name text not null,
  zone text,
  country text,
  team_id text not null,
  email text,
  guest boolean not null default false,
  administrator boolean not null default false,
  deactivated boolean not null default false,
  refreshed_at timestamptz not null,
  primary key (workspace_id, user_id)
);
select tenant_table('people');

-- Down Migration
drop table people;
drop table workspaces;
drop function swept_table(regclass);
drop function tenant_table(regclass);
