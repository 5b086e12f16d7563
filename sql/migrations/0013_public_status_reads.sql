-- How often anyone read a status, counted in memory by each process and written as the total of its day: writing it again changes nothing.
create table public_status_reads
(
    day   date   not null,
    -- A name of the process's own, new at each start.
    node  uuid   not null,
    reads bigint not null check (reads >= 0),
    primary key (day, node)
);

comment on table public_status_reads is 'Public reads of statuses, a row for each day and process; kept for 400 days.';
