#!/usr/bin/env bash
# Run once, by the image of PostgreSQL, when it has made an empty database: the role that owns and migrates it, and the one that the nodes work under,
# which may do no DDL. docs/deployment.md has the same for a database that is there already.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" \
  --set=database="$POSTGRES_DB" --set=owner_password="$DATABASE_OWNER_PASSWORD" --set=app_password="$DATABASE_PASSWORD" <<'SQL'
create role statuslevels_runtime nologin;
create role anon nologin;
create role authenticated nologin;
create role service_role nologin;
create role statuslevels_owner login password :'owner_password';
create role statuslevels_app login password :'app_password' in role statuslevels_runtime;
alter database :"database" owner to statuslevels_owner;
revoke all on database :"database" from public;
grant connect on database :"database" to statuslevels_app;
SQL
