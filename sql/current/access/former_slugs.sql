select withdraw_access('former_slugs');

grant select, insert, update on former_slugs to statuslevels_runtime;
