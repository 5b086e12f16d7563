# docker build --target api -t statuslevels .         a node with the HTTP face (the default target)
# docker build --target silo -t statuslevels-silo .   a node without it
#
# The api starts a PostgreSQL server of its own in /data unless DATABASE_URL names one; the silo always needs DATABASE_URL.
# Outside development SESSION_SECRET_KEY is required; CLUSTER=postgres needs CLUSTER_SECRET. Migrations: docker run … migrate. Stopping takes up to 30 s: --stop-timeout 40.
# Settings, sizes and volumes: docs/deployment.md.

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Directory.Build.props src/
COPY src/Transparency/StatusLevels.Transparency.csproj src/Transparency/packages.lock.json src/Transparency/
COPY src/Grains/StatusLevels.Grains.csproj src/Grains/packages.lock.json src/Grains/
COPY src/Silo/StatusLevels.Silo.csproj src/Silo/packages.lock.json src/Silo/
COPY src/Api/StatusLevels.Api.csproj src/Api/packages.lock.json src/Api/
# Compiled for this machine ahead of time: a start takes a third less.
RUN dotnet restore src/Api --locked-mode --use-current-runtime -p:PublishReadyToRun=true
COPY sql sql
COPY src src
RUN dotnet publish src/Silo -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -p:RunAnalyzers=false -p:UseAppHost=false -o /out/silo \
 && dotnet publish src/Api -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -p:RunAnalyzers=false -p:UseAppHost=false -o /out/api

# There are no images of .NET 10 on Debian. Its runtime is the portable one, which Debian 13 is supported for, and is taken as it is.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS dotnet

FROM debian:trixie-slim AS runtime
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libstdc++6 openssl tzdata \
 && rm -rf /var/lib/apt/lists/*
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet \
 && useradd --uid 1654 --home-dir /data --no-create-home --shell /usr/sbin/nologin statuslevels \
 && install -d -o statuslevels -g statuslevels -m 0700 /data
ENV DATA_DIR=/data
WORKDIR /app
COPY LICENSE ./
VOLUME /data
STOPSIGNAL SIGTERM

FROM runtime AS silo
COPY --from=build /out/silo ./
USER statuslevels
EXPOSE 11111 30000
# Whether the gateway listens, at whatever address: only nodes may connect to it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "cat /proc/net/tcp /proc/net/tcp6 | grep -qi \":$(printf %04X ${GATEWAY_PORT:-30000}) 0*:0000 0A \""]
ENTRYPOINT ["dotnet", "StatusLevels.Silo.dll"]

FROM runtime AS api
# The programs of the server only: no cluster is made here. A later major version could not read the data of this one. libnss-wrapper lends a name to
# a user that an engine makes up (a number without an entry in passwd), which initdb asks for.
RUN mkdir -p /etc/postgresql-common/createcluster.d \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/statuslevels.conf \
 && apt-get update \
 && apt-get install -y --no-install-recommends libnss-wrapper postgresql-17 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/api ./
USER statuslevels
EXPOSE 8080 11111 30000
# The image has neither curl nor wget; bash speaks enough HTTP for this.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-8080} && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "StatusLevels.Api.dll"]
