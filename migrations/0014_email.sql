-- Up Migration

-- A message can also be a letter: to a customer's reader who is not in Slack.
alter table deliveries drop constraint deliveries_surface_check;
alter table deliveries add constraint deliveries_surface_check check (surface in ('message', 'home', 'email'));

-- Down Migration
delete from deliveries where surface = 'email';
alter table deliveries drop constraint deliveries_surface_check;
alter table deliveries add constraint deliveries_surface_check check (surface in ('message', 'home'));
