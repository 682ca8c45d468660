-- Up Migration

-- What administrators have set for the workspace. The program checks the value, as it knows each field's limits.
create table settings (
  workspace_id uuid not null references workspaces,
  value jsonb not null,
  -- Counts the changes: whoever changes settings must have seen the last ones.
  version int not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (workspace_id)
);
select tenant_table('settings');
alter table workspaces drop column administrators, drop column country;

-- Where somebody really is, where Slack does not know it or has it wrong. Slack's refreshes leave these alone.
alter table people rename column country to country_override;
alter table people add column zone_override text;

alter table accounts
  -- The state into which a paused account comes back.
  add column resumes_as text check (resumes_as in ('not_started', 'active', 'go_live_cover', 'steady')),
  -- When the contract was signed: from here on the silence is counted.
  add column signed_on date;

-- Down Migration
alter table accounts drop column signed_on, drop column resumes_as;
alter table people drop column zone_override;
alter table people rename column country_override to country;
alter table workspaces add column administrators text[] not null default '{}', add column country text;
drop table settings;
