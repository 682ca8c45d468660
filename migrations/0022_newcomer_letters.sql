-- Up Migration

alter table handoffs
  -- Where a newcomer without Slack reads, as it was told with the change.
  add column newcomer_email text,
  -- Which asking by letter holds: the link of a letter names it, and the link of an earlier letter confirms nothing any more.
  add column newcomer_asking uuid;

-- Down Migration
alter table handoffs
  drop column newcomer_asking,
  drop column newcomer_email;
