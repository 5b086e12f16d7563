-- Grain state: one row per grain and state. The version is the ETag that Orleans compares.
create table orleansstorage
(
    grainidhash            integer      not null,
    grainidn0              bigint       not null,
    grainidn1              bigint       not null,
    graintypehash          integer      not null,
    graintypestring        varchar(512) not null,
    grainidextensionstring varchar(512) null,
    serviceid              varchar(150) not null,
    payloadbinary          bytea        null,
    modifiedon             timestamptz  not null default now(),
    version                integer      not null
);

-- Answers the new version, or null when the caller's version is not the stored one: Orleans then reports a conflict.
create function writetostorage(
    id_hash integer, id_n0 bigint, id_n1 bigint, type_hash integer, type_name varchar, id_extension varchar,
    service varchar, known_version integer, payload bytea)
    returns table (newgrainstateversion integer)
    language plpgsql
as $function$
begin
    if known_version is not null then
        return query
            update orleansstorage as stored
            set payloadbinary = payload, modifiedon = now(), version = stored.version + 1
            where stored.grainidhash = id_hash and stored.grainidn0 = id_n0 and stored.grainidn1 = id_n1
              and stored.graintypehash = type_hash and stored.graintypestring = type_name
              and stored.grainidextensionstring is not distinct from id_extension
              and stored.serviceid = service and stored.version = known_version
            returning stored.version;
    else
        -- Two first writes at once pass the check together; the unique key of the next script stops the later one.
        return query
            insert into orleansstorage as stored
                (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
                 payloadbinary, version)
            select id_hash, id_n0, id_n1, type_hash, type_name, id_extension, service, payload, 1
            where not exists (
                select from orleansstorage as other
                where other.grainidhash = id_hash and other.grainidn0 = id_n0 and other.grainidn1 = id_n1
                  and other.graintypehash = type_hash and other.graintypestring = type_name
                  and other.grainidextensionstring is not distinct from id_extension
                  and other.serviceid = service)
            returning stored.version;
    end if;
    if not found then
        return query select null::integer;
    end if;
end
$function$;

insert into orleansquery (querykey, querytext) values
('WriteToStorageKey', '
    select newgrainstateversion as "NewGrainStateVersion"
    from writetostorage(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString,
                        @ServiceId, @GrainStateVersion, @PayloadBinary)'),

('ReadFromStorageKey', '
    select payloadbinary as "PayloadBinary", version as "Version"
    from orleansstorage
    where grainidhash = @GrainIdHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypehash = @GrainTypeHash and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId'),

('ClearStorageKey', '
    update orleansstorage
    set payloadbinary = null, modifiedon = now(), version = version + 1
    where grainidhash = @GrainIdHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypehash = @GrainTypeHash and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
      and version = @GrainStateVersion
    returning version as "NewGrainStateVersion"'),

('DeleteStorageKey', '
    delete from orleansstorage
    where grainidhash = @GrainIdHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and graintypehash = @GrainTypeHash and graintypestring = @GrainTypeString
      and grainidextensionstring is not distinct from @GrainIdExtensionString and serviceid = @ServiceId
      and version = @GrainStateVersion
    returning version + 1 as "NewGrainStateVersion"');
