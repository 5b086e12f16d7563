select withdraw_access('expiry_summaries');

grant select, insert, update, delete on expiry_summaries to statuslevels_runtime;
