-- Durable reminders. Ranges are over the ring of grain hashes, as signed integers; Period is in milliseconds.
create table orleansreminderstable
(
    serviceid    varchar(150)   not null,
    grainid      varchar(150)   not null,
    remindername varchar(150)   not null,
    starttime    timestamptz(3) not null,
    period       bigint         not null,
    grainhash    integer        not null,
    version      integer        not null default 0,
    constraint pk_orleansreminderstable primary key (serviceid, grainid, remindername)
);

insert into orleansquery (querykey, querytext) values
('UpsertReminderRowKey', '
    insert into orleansreminderstable as stored (serviceid, grainid, remindername, starttime, period, grainhash)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    on conflict (serviceid, grainid, remindername) do update
    set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = stored.version + 1
    returning stored.version as "Version"'),

('ReadReminderRowKey', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName'),

('ReadReminderRowsKey', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and grainid = @GrainId'),

('ReadRangeRows1Key', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash'),

-- The range runs over the end of the ring.
('ReadRangeRows2Key', '
    select grainid as "GrainId", remindername as "ReminderName", starttime as "StartTime", period as "Period", version as "Version"
    from orleansreminderstable
    where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)'),

('DeleteReminderRowKey', '
    with removed as (
        delete from orleansreminderstable
        where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName and version = @Version
        returning 1)
    select exists (select from removed)'),

('DeleteReminderRowsKey', '
    delete from orleansreminderstable where serviceid = @ServiceId');
