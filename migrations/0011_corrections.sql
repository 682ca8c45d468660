-- Up Migration

-- Every text that a report had, from the compiled one on: what somebody began to edit can be compared with what stands now.
create table digest_texts (
  workspace_id uuid not null,
  digest_id uuid not null,
  version int not null,
  content jsonb not null,
  -- Null where the program compiled it.
  written_by text,
  written_at timestamptz not null,
  primary key (workspace_id, digest_id, version),
  foreign key (workspace_id, digest_id) references digests
);
select tenant_table('digest_texts');

-- What became of answers that came or changed after the close. `mark` tells one state of an answer from the next.
create table late_answers (
  workspace_id uuid not null,
  digest_id uuid not null,
  user_id text not null,
  mark text not null,
  outcome text not null check (outcome in ('included', 'corrected', 'next_week')),
  -- The answer as it was then, for the week that it goes into.
  answer jsonb not null,
  -- The later report that was made of it, where it was left for the next week.
  carried_into uuid,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (workspace_id, digest_id, user_id, mark),
  foreign key (workspace_id, digest_id) references digests
);
select tenant_table('late_answers');

-- What is said about a report after it was published. One draft a report; what was posted is never changed.
create table corrections (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  digest_id uuid not null,
  state text not null default 'draft' check (state in ('draft', 'posted')),
  version int not null default 1,
  text text not null,
  -- What becomes known with it: forecasts, milestones reached, figures, asks.
  facts jsonb not null,
  -- The answers that it speaks of.
  answers jsonb not null,
  said_on date not null,
  written_by text not null,
  approved_by text,
  posted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, digest_id) references digests
);
select tenant_table('corrections');
create unique index one_draft_a_digest on corrections (workspace_id, digest_id) where state = 'draft';

-- What a report waits for where neither time nor an approval is missing: 'channel', 'account'.
alter table digests add column waits_for text;
-- What the answers alone made of it, so that one that comes later can be added to the owner's words.
alter table digests add column compiled jsonb;

-- Down Migration
alter table digests drop column compiled;
alter table digests drop column waits_for;
drop table corrections;
drop table late_answers;
drop table digest_texts;
