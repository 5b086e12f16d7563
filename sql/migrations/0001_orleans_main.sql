-- The table in which the ADO.NET providers of Orleans 10.4.2 look up every statement that they run.
-- README.md in this folder says what the providers expect of these first four scripts.
create table orleansquery
(
    querykey  varchar(64) not null,
    querytext text        not null,
    constraint orleansquery_key primary key (querykey)
);
