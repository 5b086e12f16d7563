# docker build --target api .     a node with the HTTP face (the default)
# docker build --target silo .    a node without it
# Both need DATABASE_URL; the api also needs SESSION_SECRET_KEY. Migrations: docker run … migrate

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Grains/StatusLevels.Grains.csproj src/Grains/packages.lock.json src/Grains/
COPY src/Silo/StatusLevels.Silo.csproj src/Silo/packages.lock.json src/Silo/
COPY src/Api/StatusLevels.Api.csproj src/Api/packages.lock.json src/Api/
RUN dotnet restore src/Api --locked-mode
COPY sql sql
COPY src src
RUN dotnet publish src/Silo -c Release --no-restore -p:RunAnalyzers=false -o /out/silo \
 && dotnet publish src/Api -c Release --no-restore -p:RunAnalyzers=false -o /out/api

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
RUN mkdir /data && chown "$APP_UID" /data
WORKDIR /app
ENV DATA_DIR=/data
VOLUME /data
USER $APP_UID

FROM runtime AS silo
COPY --from=build /out/silo ./
EXPOSE 11111 30000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${GATEWAY_PORT:-30000}"]
ENTRYPOINT ["dotnet", "StatusLevels.Silo.dll"]

FROM runtime AS api
COPY --from=build /out/api ./
EXPOSE 8080 11111 30000
# The image has neither curl nor wget; bash speaks enough HTTP for this.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-8080} && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "StatusLevels.Api.dll"]
