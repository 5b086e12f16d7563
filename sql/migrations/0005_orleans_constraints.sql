-- Two activations that both write first must not both succeed: the grain would then read two rows. The key also serves
-- every lookup: the hash alone finds the row, the other columns confirm it.
alter table orleansstorage
    add constraint orleansstorage_key unique nulls not distinct
        (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid);

-- What is due soon, whatever the size of the table.
create index ix_orleansreminderstable_due on orleansreminderstable (serviceid, starttime, grainhash);

-- A write changes no indexed column of these rows: with room in the page the new version stays there and no index is touched.
alter table orleansstorage set (fillfactor = 70);
alter table orleansmembershiptable set (fillfactor = 50);
alter table orleansmembershipversiontable set (fillfactor = 50);

-- The default waits until a fifth of the table is dead: two million rows of ten.
alter table orleansstorage set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
alter table orleansreminderstable set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
