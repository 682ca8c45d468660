-- Up Migration

-- Who closed an ask: somebody of the customer, or null where our own people said so. The turn counts how often it was
-- opened again: whoever closes it must have seen it as it stands.
alter table asks
  add column done_by text,
  add column done_at timestamptz,
  add column turn int not null default 0;

-- What somebody of the customer raised. It is open until they say that it is resolved.
create table concerns (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  what text not null,
  -- Whether it may stand in the weekly update. Only whoever raised it decides that.
  public boolean not null default false,
  raised_by text not null,
  raised_at timestamptz not null,
  -- Which of our people made it of a message, and of which.
  logged_by text,
  message_channel text,
  message_ts text,
  state text not null default 'open' check (state in ('open', 'answered', 'resolved')),
  -- By when somebody has to answer.
  due_at timestamptz not null,
  -- What the weekly update says of it, in the owner's words.
  line text,
  resolved_at timestamptz,
  -- Counts the steps: whoever presses must have seen the last one.
  turn int not null default 0,
  -- The keys of the messages that show it, so that all of them change with it.
  shown_in text[] not null default '{}',
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('concerns');
create index concerns_of_account on concerns (workspace_id, account_id, raised_at);
create unique index concerns_once_a_message on concerns (workspace_id, message_channel, message_ts)
  where message_ts is not null;

-- What was said to a concern. Written once, never changed.
create table concern_words (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  concern_id uuid not null,
  actor text not null,
  said text not null check (said in ('answered', 'not_yet', 'resolved')),
  words text,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, concern_id) references concerns
);
select tenant_table('concern_words');
revoke update, delete on concern_words from throughline_app;
create index concern_words_of on concern_words (workspace_id, concern_id, at);

-- What people of the customer did under an update. What they wrote in Slack stays there.
create table customer_words (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  -- The update under which it was said; null where it was something else, such as an alert.
  digest_id uuid,
  user_id text not null,
  kind text not null check (kind in ('reply', 'talk', 'done')),
  ask_id uuid,
  topic text,
  -- How and when they can be reached.
  reach text,
  said_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, account_id) references accounts
);
select tenant_table('customer_words');
create index customer_words_of_account on customer_words (workspace_id, account_id, said_at);
create unique index customer_words_one_reply on customer_words (workspace_id, digest_id, user_id) where kind = 'reply';

-- A reply or a reaction in Slack names the message it belongs to.
create index deliveries_posted on deliveries (workspace_id, ts) where ts is not null;

-- Down Migration
drop index deliveries_posted;
drop table customer_words;
drop table concern_words;
drop table concerns;
alter table asks drop column turn, drop column done_at, drop column done_by;
