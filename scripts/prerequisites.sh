# Sourced by ./run, ./test and .ci/run: finds what they need, and installs it where that is possible without a question.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export HOME="${HOME:-$(cd ~ 2>/dev/null && pwd || echo /tmp)}"

readonly oldest_postgres=15

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# The .NET 10 SDK: on PATH, or where its own installer puts it.
require_dotnet() {
  local candidate
  for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-/nowhere}/dotnet" "$HOME/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    if [[ -x $candidate ]] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
      if [[ $candidate != "$(command -v dotnet || true)" ]]; then
        DOTNET_ROOT=$(dirname "$candidate")
        export DOTNET_ROOT PATH="$DOTNET_ROOT:$PATH"
      fi
      return
    fi
  done
  fail "The .NET 10 SDK is missing: install it from https://dot.net/download (or as the package dotnet-sdk-10.0 of your system), then start again."
}

# Succeeds if a folder holds a PostgreSQL server that is new enough.
holds_postgres() {
  local version
  [[ -x $1/postgres && -x $1/initdb && -x $1/pg_ctl ]] || return 1
  version=$("$1/postgres" --version 2>/dev/null) || return 1
  [[ $version =~ \(PostgreSQL\)\ ([0-9]+) && ${BASH_REMATCH[1]} -ge $oldest_postgres ]]
}

has_postgres() {
  local folder
  local -a folders
  IFS=: read -ra folders <<< "$PATH"
  if command -v pg_config >/dev/null; then
    folders+=("$(pg_config --bindir 2>/dev/null || true)")
  fi
  for folder in "${folders[@]}" /usr/lib/postgresql/*/bin /usr/local/lib/postgresql/*/bin /usr/libexec/postgresql*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /home/linuxbrew/.linuxbrew/opt/postgresql*/bin \
    /Library/PostgreSQL/*/bin /Applications/Postgres.app/Contents/Versions/*/bin; do
    if [[ -n $folder ]] && holds_postgres "$folder"; then
      return 0
    fi
  done
  return 1
}

# The version of PostgreSQL that apt would install; nothing if there is none.
offered_postgres() {
  apt-cache policy postgresql 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9]\{1,\}\).*/\1/p'
}

# The server's programs only: no cluster is made, so no service of the system starts.
install_postgres() {
  local -a as_root=("$@")
  local no_cluster=/etc/postgresql-common/createcluster.d/statuslevels-setup.conf
  say "Installing PostgreSQL (its programs only; nothing is started) ..."
  if [[ -z $(offered_postgres) ]]; then
    "${as_root[@]}" apt-get update -qq >/dev/null || return 1
  fi
  [[ $(offered_postgres) -ge $oldest_postgres ]] || return 1
  "${as_root[@]}" mkdir -p "$(dirname "$no_cluster")" || return 1
  echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" >/dev/null || return 1
  local outcome=0
  apt_install "${as_root[@]}" || { "${as_root[@]}" apt-get update -qq >/dev/null && apt_install "${as_root[@]}"; } || outcome=1
  "${as_root[@]}" rm -f "$no_cluster"
  return $outcome
}

apt_install() {
  "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql >/dev/null
}

# A PostgreSQL server, unless the operator named a database.
require_postgres() {
  if has_postgres; then
    return
  fi
  if command -v apt-get >/dev/null; then
    if [[ $(id -u) -eq 0 ]]; then
      install_postgres env || true
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      install_postgres sudo || true
    fi
  fi
  has_postgres || fail "No PostgreSQL server (version $oldest_postgres or later) is installed: install one ('sudo apt-get install postgresql' or 'brew install postgresql@17'), or set DATABASE_URL to a database that runs elsewhere, or build the image ('docker build .') and run that."
}

# PgBouncer, which one test puts in front of PostgreSQL. Its service is stopped before it starts: the test starts its own.
install_pgbouncer() {
  say "Installing PgBouncer ..."
  "$@" apt-get update -qq >/dev/null || return 1
  "$@" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends pgbouncer >/dev/null
}

require_pgbouncer() {
  if ! command -v pgbouncer >/dev/null && command -v apt-get >/dev/null; then
    if [[ $(id -u) -eq 0 ]]; then
      install_pgbouncer env || true
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      install_pgbouncer sudo || true
    fi
  fi
  command -v pgbouncer >/dev/null || fail "PgBouncer is missing, and a test needs it: install it ('sudo apt-get install pgbouncer' or 'brew install pgbouncer'), then start again."
}

# Node.js for the tools that look at the API document and make a client of it, and those tools as their lock file has them. Only tests need them.
readonly oldest_node=20
readonly contract_tools=tests/contract

has_node() {
  command -v node >/dev/null && command -v npm >/dev/null && [[ $(node --version) =~ ^v([0-9]+) && ${BASH_REMATCH[1]} -ge $oldest_node ]]
}

install_node() {
  say "Installing Node.js ..."
  "$@" apt-get update -qq >/dev/null || return 1
  "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends nodejs npm >/dev/null
}

require_contract_tools() {
  if ! has_node && command -v apt-get >/dev/null; then
    if [[ $(id -u) -eq 0 ]]; then
      install_node env || true
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      install_node sudo || true
    fi
  fi
  has_node || fail "Node.js $oldest_node or later with npm is missing: install it from https://nodejs.org (or as the packages nodejs and npm of your system), then start again."

  # npm leaves this file behind when all is in place.
  local installed=$contract_tools/node_modules/.package-lock.json
  if [[ ! -f $installed || $contract_tools/package-lock.json -nt $installed ]]; then
    say "Installing the tools for the API document ..."
    npm ci --prefix "$contract_tools" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
      || fail "The tools in $contract_tools could not be installed."
  fi
}

# The proxy of compose.yaml, which a test runs with its configuration.
require_haproxy() {
  local -a as_root=(env)
  if [[ $(id -u) -ne 0 ]]; then
    as_root=(sudo -n env)
  fi
  # Debian keeps it where only root's PATH leads.
  export PATH="$PATH:/usr/sbin"
  if ! command -v haproxy >/dev/null && command -v apt-get >/dev/null; then
    say "Installing HAProxy ..."
    { "${as_root[@]}" apt-get update -qq >/dev/null && "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends haproxy >/dev/null; } || true
  fi
  command -v haproxy >/dev/null || fail "HAProxy is missing: install it (the package haproxy of your system), then start again."
}

# promtool, which judges the alert rules. It comes in Debian's package of Prometheus, of which it is taken out: installed, that would start a server.
readonly tools_folder=.tools

has_promtool() {
  command -v promtool >/dev/null || [[ -x $tools_folder/promtool ]]
}

fetch_promtool() {
  local folder outcome=0
  folder=$(mktemp -d)
  mkdir -p "$tools_folder"
  (cd "$folder" && apt-get download -qq prometheus >/dev/null 2>&1 && dpkg-deb -x prometheus_*.deb .) && mv "$folder/usr/bin/promtool" "$tools_folder/" || outcome=1
  rm -rf "$folder"
  return $outcome
}

# Lists of packages that are missing or old are fetched anew, where that is allowed.
update_packages() {
  if [[ $(id -u) -eq 0 ]]; then
    apt-get update -qq >/dev/null
  else
    command -v sudo >/dev/null && sudo -n apt-get update -qq >/dev/null 2>&1
  fi
}

require_promtool() {
  if has_promtool; then
    return
  fi
  if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    say "Fetching promtool ..."
    fetch_promtool || { update_packages && fetch_promtool; } || true
  fi
  has_promtool || fail "promtool is missing: install Prometheus ('sudo apt-get install prometheus' or 'brew install prometheus'), then start again."
}
