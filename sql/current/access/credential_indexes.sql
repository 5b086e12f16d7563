-- Written by give_credential_index, fold_credential_list and the projection, as the owner: an index is given once, and nobody takes it back.
select withdraw_access('credential_indexes');

create policy runtime on credential_indexes for select to statuslevels_runtime using (true);

grant select on credential_indexes to statuslevels_runtime;
