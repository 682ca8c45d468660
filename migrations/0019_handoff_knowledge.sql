-- Up Migration

-- What is known of an account, of one of its people, or of one of its handoffs, a row for each field that has words.
create table known_words (
  workspace_id uuid not null,
  account_id uuid not null,
  -- 'account', 'person:<who>' or 'handoff:<id>'.
  about text not null,
  field text not null,
  words text not null,
  written_by text not null,
  written_at timestamptz not null,
  primary key (workspace_id, account_id, about, field),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('known_words');

-- The blueprint: what we use, how we go about it, and the steps of the buyer's journey, each with whoever sees to it.
create table blueprint_parts (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  kind text not null check (kind in ('asset', 'strategy', 'journey')),
  position int not null,
  text text not null,
  -- A Slack user id, or the name of somebody without Slack.
  responsible text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('blueprint_parts');
create index blueprint_of_account on blueprint_parts (workspace_id, account_id, kind, position);

-- What was sold beside what was bought, a row for each thing that was spoken of.
create table sold_and_bought (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  handoff_id uuid not null,
  position int not null,
  subject text not null,
  nature text not null check (nature in ('agreed', 'promised', 'later')),
  sold text,
  sold_by text,
  bought text,
  bought_by text,
  -- Whoever compared them found no difference.
  same boolean not null default false,
  -- The milestone by which a promised day is kept; slips are counted from it.
  milestone_id uuid,
  decision text,
  -- Who decided: a Slack user id, or the name of somebody without Slack. And who wrote that down.
  decided_by text,
  decided_on date,
  noted_by text,
  noted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  foreign key (workspace_id, handoff_id) references handoffs on delete cascade,
  check ((decision is null) = (decided_by is null) and (decision is null) = (decided_on is null))
);
select tenant_table('sold_and_bought');
create index sold_and_bought_of_handoff on sold_and_bought (workspace_id, handoff_id, position);
create index sold_and_bought_of_account on sold_and_bought (workspace_id, account_id);

create table handoff_notes (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  handoff_id uuid not null,
  occasion text not null,
  held_on date not null,
  present text,
  said text,
  agreed text,
  still_open text,
  written_by text not null,
  written_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, handoff_id) references handoffs on delete cascade
);
select tenant_table('handoff_notes');
create index handoff_notes_of_handoff on handoff_notes (workspace_id, handoff_id, held_on);

-- Feedback from one side of a handoff to the other, for our own people.
create table handoff_feedback (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  handoff_id uuid not null,
  side text not null check (side in ('giving', 'receiving')),
  situation text not null,
  behaviour text not null,
  impact text not null,
  written_by text not null,
  written_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, handoff_id) references handoffs on delete cascade
);
select tenant_table('handoff_feedback');
create index handoff_feedback_of_handoff on handoff_feedback (workspace_id, handoff_id, written_at);

-- Down Migration
drop table handoff_feedback;
drop table handoff_notes;
drop table sold_and_bought;
drop table blueprint_parts;
drop table known_words;
