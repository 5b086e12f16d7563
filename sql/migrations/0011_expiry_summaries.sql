-- The summary of each day's notices. A row is claimed by the one node that writes it, so that a cluster writes one; a claim that was
-- never finished may be taken over.
create table expiry_summaries
(
    day                 date        not null primary key,
    claimed_at          timestamptz not null,
    claimed_by          text        not null,
    -- Null until the summary is written.
    finished_at         timestamptz null,
    since               timestamptz null,
    until               timestamptz null,
    raised              bigint      null,
    late                bigint      null,
    superseded          bigint      null,
    due_next            bigint      null,
    max_lateness        interval    null,
    p99_lateness        interval    null,
    overdue             interval    null
);

comment on table expiry_summaries is 'What became of the notices, a row for each day at 02:00 UTC; kept for 400 days.';
