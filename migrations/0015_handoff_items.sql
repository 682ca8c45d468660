-- Up Migration

-- What is left out, with its reason, counts as closed; so does what the newcomer has confirmed.
alter table handoff_items
  drop constraint handoff_items_state_check,
  add constraint handoff_items_state_check check (state in ('open', 'taken', 'done', 'not_applicable')),
  -- What the newcomer confirms, in the words in which they are asked; null where somebody of ours does the item.
  add column confirmation text,
  -- Working days from the anchor, so that the day moves with it.
  add column due_after int,
  -- Whoever it was put off by is not reminded before this day. It stays due when it was due.
  add column snoozed_until date,
  -- Somebody else handed it to its person, who has not been told yet.
  add column news boolean not null default false;

alter table handoffs
  -- When the newcomer was asked for what only they can confirm.
  add column newcomer_asked_at timestamptz,
  -- Why an administrator accepted it before everything was closed.
  add column override_reason text,
  -- The anchor is the day of going live as it is forecast, and moves with it.
  add column follows_forecast boolean not null default false;

-- Every change of an item: who, when, and in which words. Written once, never changed.
create table handoff_item_changes (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  item_id uuid not null,
  -- The version of the item that this change made.
  version int not null,
  actor text not null,
  act text not null,
  -- Who has it afterwards, where it was handed on.
  person text,
  -- The evidence, or the reason.
  words text,
  -- The day to which it was put off or moved.
  until date,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, item_id) references handoff_items on delete cascade,
  unique (workspace_id, item_id, version)
);
select tenant_table('handoff_item_changes');
revoke update, delete on handoff_item_changes from throughline_app;

-- What else stands in a weekly question: what waits for the person that day. The key is the question's.
create table question_notes (
  workspace_id uuid not null,
  key text not null,
  notes jsonb not null,
  primary key (workspace_id, key)
);
select tenant_table('question_notes');

-- Down Migration
drop table question_notes;
drop table handoff_item_changes;
alter table handoffs
  drop column follows_forecast,
  drop column override_reason,
  drop column newcomer_asked_at;
alter table handoff_items
  drop column news,
  drop column snoozed_until,
  drop column due_after,
  drop column confirmation,
  drop constraint handoff_items_state_check,
  add constraint handoff_items_state_check check (state in ('open', 'taken', 'done'));
