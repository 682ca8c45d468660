-- Up Migration

alter table contact_changes
  drop constraint contact_changes_workspace_id_account_id_role_newcomer_effec_key,
  -- Nobody yet, or somebody without Slack, who then has a name.
  alter column newcomer drop not null,
  add column newcomer_name text,
  add column newcomer_email text,
  -- What is different now, where it is the customer's priorities that change.
  add column words text,
  -- The newcomer stands in until this day; null where it is for good.
  add column temporary_until date,
  -- Not public yet: it is told on its day, or when somebody releases it.
  add column private boolean not null default false,
  add column state text not null default 'standing' check (state in ('standing', 'withdrawn', 'ended')),
  -- Who took it back, or when the one who was stood in for came back.
  add column closed_by text,
  add column closed_at timestamptz,
  -- Counts the corrections: each is acknowledged anew.
  add column turn int not null default 0,
  -- Who was told because nobody acknowledged it.
  add column escalated_to text check (escalated_to in ('owner', 'leader')),
  -- The assignments that ended and began, so that a correction mends the history of the role.
  add column left_id uuid,
  add column assignment_id uuid,
  -- Where no handoff runs: who said that the newcomer has found their feet.
  add column settled_by text,
  add column settled_at timestamptz,
  add column settled_why text,
  -- What the customer was told, word for word, and by whom.
  add column welcome text,
  add column welcomed_by text,
  add column welcomed_at timestamptz;
create index contact_changes_of_account on contact_changes (workspace_id, account_id, role, recorded_at);

-- Everybody who told us of a change: several reports of one change are one change. Written once, never changed.
create table contact_reports (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  change_id uuid not null,
  source text not null check (source in ('slack', 'import', 'webhook', 'suspicion')),
  reported_by text not null,
  reported_at timestamptz not null,
  -- What the source calls its report, so that one that comes twice counts once.
  report_id text,
  outcome text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, change_id) references contact_changes on delete cascade
);
select tenant_table('contact_reports');
revoke update, delete on contact_reports from throughline_app;
create unique index contact_reports_once on contact_reports (workspace_id, report_id) where report_id is not null;
create index contact_reports_of on contact_reports (workspace_id, change_id, reported_at);

-- Slack says that somebody with a role may be gone. The owner is asked once.
create table contact_suspicions (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  role text not null,
  user_id text not null,
  why text not null check (why in ('deactivated', 'left_channel')),
  -- Who was asked.
  asked text not null,
  raised_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'confirmed', 'dismissed', 'over')),
  decided_by text,
  decided_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  unique (workspace_id, account_id, role, user_id)
);
select tenant_table('contact_suspicions');

alter table handoffs
  drop constraint handoffs_state_check,
  add constraint handoffs_state_check check (state in ('running', 'accepted', 'replaced', 'withdrawn')),
  -- What the newcomer reads before they are asked to confirm, as somebody of ours approved it.
  add column newcomer_welcome text;

-- Down Migration
alter table handoffs
  drop column newcomer_welcome,
  drop constraint handoffs_state_check,
  add constraint handoffs_state_check check (state in ('running', 'accepted', 'replaced'));
drop table contact_suspicions;
drop table contact_reports;
drop index contact_changes_of_account;
alter table contact_changes
  drop column welcomed_at,
  drop column welcomed_by,
  drop column welcome,
  drop column settled_why,
  drop column settled_at,
  drop column settled_by,
  drop column assignment_id,
  drop column left_id,
  drop column escalated_to,
  drop column turn,
  drop column closed_at,
  drop column closed_by,
  drop column state,
  drop column private,
  drop column temporary_until,
  drop column words,
  drop column newcomer_email,
  drop column newcomer_name,
  alter column newcomer set not null,
  add constraint contact_changes_workspace_id_account_id_role_newcomer_effec_key
    unique (workspace_id, account_id, role, newcomer, effective_on);
