-- The state of an organization is never deleted. The function is one of the scripts for Orleans, which stay as they are: its right
-- stands here.
select withdraw_access('orleansstorage');

grant select, insert, update on orleansstorage to statuslevels_runtime;

revoke all on function writetostorage(integer, bigint, bigint, integer, varchar, varchar, varchar, integer, bytea) from public;
grant execute on function writetostorage(integer, bigint, bigint, integer, varchar, varchar, varchar, integer, bytea)
    to statuslevels_runtime;
