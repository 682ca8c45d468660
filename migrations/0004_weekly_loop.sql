-- Up Migration

-- One account's one week, named by its publishing date.
create table rounds (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  publish_on date not null,
  number int not null,
  close_at timestamptz not null,
  publish_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'closed', 'published', 'skipped')),
  reason text,
  status text check (status in ('on_track', 'at_risk', 'off_track')),
  slip_days int,
  satisfaction int check (satisfaction between 1 and 5),
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts,
  unique (workspace_id, account_id, publish_on)
);
select tenant_table('rounds');

-- One implementer's answer in a round. Every column here may be read by the customer.
create table checkins (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  round_id uuid not null,
  account_id uuid not null,
  user_id text not null,
  ask_at timestamptz not null,
  asked_at timestamptz,
  -- The key of the direct message that asks for it, and the instants at which the person may be reminded.
  asked_in text,
  reminders timestamptz[] not null default '{}',
  -- Why it was never asked, or is not expected any more.
  reason text,
  state text not null default 'expected' check (state in ('expected', 'answered', 'missed', 'excused')),
  answered_at timestamptz,
  edited_at timestamptz,
  -- It came after the close, so the digest was put together without it.
  late boolean not null default false,
  version int not null default 0,
  nothing_changed boolean not null default false,
  status text check (status in ('on_track', 'at_risk', 'off_track')),
  because text,
  forecasts jsonb not null default '[]',
  reached jsonb not null default '[]',
  why_moved text,
  progress text,
  hard text,
  doing text,
  ask jsonb,
  asks_done uuid[] not null default '{}',
  decision jsonb,
  satisfaction int check (satisfaction between 1 and 5),
  heard text,
  next_step text,
  criterion_id uuid,
  criterion_value numeric,
  primary key (workspace_id, id),
  foreign key (workspace_id, round_id) references rounds,
  unique (workspace_id, round_id, user_id)
);
select tenant_table('checkins');
create index checkins_of_person on checkins (workspace_id, user_id, ask_at);

-- What only the vendor may read of an answer. Kept apart, so that no builder for the customer can reach it.
create table checkin_notes (
  workspace_id uuid not null,
  checkin_id uuid not null,
  confidence int check (confidence between 1 and 5),
  note text,
  owner_only boolean not null default false,
  primary key (workspace_id, checkin_id),
  foreign key (workspace_id, checkin_id) references checkins
);
select tenant_table('checkin_notes');

-- What we asked of a named customer person, by a date.
create table asks (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  round_id uuid not null,
  what text not null,
  who text not null,
  due_on date not null,
  done_on date,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('asks');

-- The round's report to the buyer. `content` can hold nothing internal; what is internal lies in internal_editions.
create table digests (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  round_id uuid not null,
  publish_on date not null,
  owner_id text,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'held', 'published')),
  needs_approval boolean not null,
  content jsonb not null,
  version int not null default 1,
  told jsonb not null default '{}',
  approved_by text,
  approved_at timestamptz,
  held_by text,
  hold_ends_at timestamptz,
  late_note_at timestamptz,
  published_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, round_id) references rounds,
  unique (workspace_id, round_id)
);
select tenant_table('digests');
create index digests_of_owner on digests (workspace_id, owner_id, publish_on);

create table internal_editions (
  workspace_id uuid not null,
  digest_id uuid not null,
  content jsonb not null,
  primary key (workspace_id, digest_id),
  foreign key (workspace_id, digest_id) references digests
);
select tenant_table('internal_editions');

create table digest_seen (
  workspace_id uuid not null,
  digest_id uuid not null,
  user_id text not null,
  seen_at timestamptz not null,
  primary key (workspace_id, digest_id, user_id),
  foreign key (workspace_id, digest_id) references digests
);
select tenant_table('digest_seen');

create table digest_ratings (
  workspace_id uuid not null,
  digest_id uuid not null,
  user_id text not null,
  rating int not null check (rating between 1 and 5),
  comment text,
  rated_at timestamptz not null,
  primary key (workspace_id, digest_id, user_id),
  foreign key (workspace_id, digest_id) references digests
);
select tenant_table('digest_ratings');

-- Down Migration
drop table digest_ratings;
drop table digest_seen;
drop table internal_editions;
drop table digests;
drop table asks;
drop table checkin_notes;
drop table checkins;
drop table rounds;
