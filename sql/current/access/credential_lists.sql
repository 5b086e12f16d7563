-- Written by give_credential_index, fold_credential_list and close_credential_lists, as the owner.
select withdraw_access('credential_lists');

create policy runtime on credential_lists for select to statuslevels_runtime using (true);

grant select on credential_lists to statuslevels_runtime;
