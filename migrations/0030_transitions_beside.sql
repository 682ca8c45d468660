-- Up Migration

-- Of several who hold a role, each hands their part over on their own: such handoffs run beside each other. Of every other
-- kind one runs at a time on an account.
drop index handoffs_one_running;
create unique index handoffs_one_running on handoffs (workspace_id, account_id, kind)
  where state = 'running' and kind not in ('sales_rep', 'implementation_lead', 'success_manager', 'support_lead');
create index handoffs_running on handoffs (workspace_id, account_id) where state = 'running';

-- Down Migration
-- Before, a later one took the place of what ran. Forced, row-level security hides every row from an owner who is no
-- superuser.
alter table handoffs no force row level security;
update handoffs set state = 'replaced'
  where state = 'running' and exists (
    select from handoffs later
    where later.workspace_id = handoffs.workspace_id and later.account_id = handoffs.account_id
      and later.kind = handoffs.kind and later.state = 'running'
      and (later.started_at, later.id) > (handoffs.started_at, handoffs.id)
  );
alter table handoffs force row level security;
drop index handoffs_running;
drop index handoffs_one_running;
create unique index handoffs_one_running on handoffs (workspace_id, account_id, kind) where state = 'running';
