-- Cluster membership. Every change of a member moves the version of the table by one in the same statement: a silo
-- that decided on an older view finds that version gone, and nothing of its change happens.
create table orleansmembershipversiontable
(
    deploymentid varchar(150)   not null,
    "timestamp"  timestamptz(3) not null default now(),
    version      integer        not null default 0,
    constraint pk_orleansmembershipversiontable_deploymentid primary key (deploymentid)
);

create table orleansmembershiptable
(
    deploymentid varchar(150)   not null,
    address      varchar(45)    not null,
    port         integer        not null,
    generation   integer        not null,
    siloname     varchar(150)   not null,
    hostname     varchar(150)   not null,
    status       integer        not null,
    proxyport    integer        null,
    suspecttimes text           null,
    starttime    timestamptz(3) not null,
    iamalivetime timestamptz(3) not null,
    constraint pk_orleansmembershiptable primary key (deploymentid, address, port, generation)
);

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', '
    with added as (
        insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId)
        on conflict do nothing
        returning 1)
    select exists (select from added)'),

-- The lock on the version row makes the guard safe: as long as the version is unchanged, so are the members.
('InsertMembershipKey', '
    with moved as (
        update orleansmembershipversiontable
        set version = version + 1, "timestamp" = now()
        where deploymentid = @DeploymentId and version = @Version
          and not exists (
              select from orleansmembershiptable
              where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deploymentid),
    added as (
        insert into orleansmembershiptable
            (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        from moved
        returning 1)
    select exists (select from added)'),

('UpdateMembershipKey', '
    with moved as (
        update orleansmembershipversiontable
        set version = version + 1, "timestamp" = now()
        where deploymentid = @DeploymentId and version = @Version
          and exists (
              select from orleansmembershiptable
              where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning deploymentid),
    changed as (
        update orleansmembershiptable as member
        set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        from moved
        where member.deploymentid = moved.deploymentid
          and member.address = @Address and member.port = @Port and member.generation = @Generation
        returning 1)
    select exists (select from changed)'),

('UpdateIAmAlivetimeKey', '
    update orleansmembershiptable
    set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation'),

-- The version is answered even where there is no member yet: StartTime is null then.
('MembershipReadRowKey', '
    select member.address as "Address", member.port as "Port", member.generation as "Generation",
           member.siloname as "SiloName", member.hostname as "HostName", member.status as "Status",
           member.proxyport as "ProxyPort", member.suspecttimes as "SuspectTimes",
           member.starttime as "StartTime", member.iamalivetime as "IAmAliveTime", seen.version as "Version"
    from orleansmembershipversiontable as seen
    left join orleansmembershiptable as member
        on member.deploymentid = seen.deploymentid
       and member.address = @Address and member.port = @Port and member.generation = @Generation
    where seen.deploymentid = @DeploymentId'),

('MembershipReadAllKey', '
    select member.address as "Address", member.port as "Port", member.generation as "Generation",
           member.siloname as "SiloName", member.hostname as "HostName", member.status as "Status",
           member.proxyport as "ProxyPort", member.suspecttimes as "SuspectTimes",
           member.starttime as "StartTime", member.iamalivetime as "IAmAliveTime", seen.version as "Version"
    from orleansmembershipversiontable as seen
    left join orleansmembershiptable as member on member.deploymentid = seen.deploymentid
    where seen.deploymentid = @DeploymentId'),

('GatewaysQueryKey', '
    select address as "Address", proxyport as "ProxyPort", generation as "Generation"
    from orleansmembershiptable
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0'),

-- 6 is SiloStatus.Dead.
('CleanupDefunctSiloEntriesKey', '
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status = 6'),

-- Only the row that the caller has seen: one that came back to life meanwhile stays.
('CleanupDefunctSiloEntryKey', '
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
      and status = 6 and starttime = @StartTime and iamalivetime = @IAmAliveTime
      and coalesce(suspecttimes, '''') = coalesce(@SuspectTimes, '''')'),

('DeleteMembershipTableEntriesKey', '
    with members as (delete from orleansmembershiptable where deploymentid = @DeploymentId)
    delete from orleansmembershipversiontable where deploymentid = @DeploymentId');
