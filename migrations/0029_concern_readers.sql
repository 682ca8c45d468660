-- Up Migration

-- In which messages a concern is shown, with who reads each and why: that stood in their keys, to be taken apart.
alter table concerns add column shown jsonb not null default '[]';
-- Forced, row-level security hides every row from an owner who is no superuser.
alter table concerns no force row level security;
update concerns set shown = (
  select jsonb_agg(jsonb_build_object(
    'key', key, 'turn', split_part(key, ':', 3)::int, 'why', split_part(key, ':', 4), 'reader', split_part(key, ':', 5)
  ) order by nth)
  from unnest(shown_in) with ordinality as one (key, nth)
) where cardinality(shown_in) > 0;
alter table concerns force row level security;
alter table concerns drop column shown_in;
alter table concerns rename column shown to shown_in;

-- Down Migration
alter table concerns rename column shown_in to shown;
alter table concerns add column shown_in text[] not null default '{}';
alter table concerns no force row level security;
update concerns set shown_in = array(
  select one ->> 'key' from jsonb_array_elements(shown) with ordinality as listed (one, nth) order by nth
);
alter table concerns force row level security;
alter table concerns drop column shown;
