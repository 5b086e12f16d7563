# Sourced by ./run, ./test and .ci/run: finds what they need, and installs it where that is possible without a question.
# What tests need beyond this is in test-tools.sh.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export HOME="${HOME:-$(cd ~ 2>/dev/null && pwd || echo /nowhere)}"
# A user without a home, as engines start them: the SDK and npm keep their things here.
if [[ ! -w $HOME ]]; then
  export HOME=$PWD/.tools/home
  mkdir -p "$HOME"
fi

readonly oldest_postgres=15

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Runs a program as root, where that is possible without a question: the one place that asks for sudo.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    env "$@"
  else
    command -v sudo >/dev/null && sudo -n env "$@"
  fi
}

can_install() {
  command -v apt-get >/dev/null && as_root true 2>/dev/null
}

# Packages of Debian and its relatives. The lists of packages are fetched anew when apt finds no way with those that it has.
install_packages() {
  local -a install=(DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends "$@")
  as_root "${install[@]}" >/dev/null 2>&1 || { as_root apt-get update -qq >/dev/null && as_root "${install[@]}" >/dev/null; }
}

# The SDK ends at once where ICU is missing, which comes with PostgreSQL on Debian but not with a database elsewhere. The product does without it anyway.
use_icu_if_there() {
  [[ $(uname) == Linux ]] || return 0
  compgen -G '/usr/lib*/libicuuc.so.*' >/dev/null || compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null || compgen -G '/usr/local/lib*/libicuuc.so.*' >/dev/null \
    || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
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
      use_icu_if_there
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
  local no_cluster=/etc/postgresql-common/createcluster.d/statuslevels-setup.conf outcome=0
  say "Installing PostgreSQL (its programs only; nothing is started) ..."
  if [[ -z $(offered_postgres) ]]; then
    as_root apt-get update -qq >/dev/null || return 1
  fi
  [[ $(offered_postgres) -ge $oldest_postgres ]] || return 1
  as_root mkdir -p "$(dirname "$no_cluster")" || return 1
  echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null || return 1
  install_packages postgresql || outcome=1
  as_root rm -f "$no_cluster"
  return $outcome
}

find_or_install_postgres() {
  has_postgres || { can_install && install_postgres && has_postgres; }
}

# A PostgreSQL server, unless the operator named a database.
require_postgres() {
  find_or_install_postgres || fail "No PostgreSQL server (version $oldest_postgres or later) is installed: install one ('sudo apt-get install postgresql' or 'brew install postgresql@17'), or set DATABASE_URL to a database that runs elsewhere, or build the image ('docker build .') and run that."
}
