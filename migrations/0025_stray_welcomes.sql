-- Up Migration

-- Whom a letter has welcomed who does not come: with their address and, once somebody told them so, who did and when.
alter table contact_changes add column stray jsonb not null default '[]';

-- Down Migration
alter table contact_changes drop column stray;
