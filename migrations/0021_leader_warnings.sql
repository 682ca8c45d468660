-- Up Migration

-- The message in which whoever leads was told that this report breaks its promise: several stand in one.
alter table digests add column warned_in text;

-- Down Migration
alter table digests drop column warned_in;
