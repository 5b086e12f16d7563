# Sourced by ./test and .ci/run, after prerequisites.sh: the programs that tests start. What is missing is fetched or installed where that is possible
# without a question, all of it in one go; what cannot be had is named at once, and its tests are skipped.

readonly tools_folder=.tools
readonly contract_tools=tests/contract
readonly node_folder=$PWD/$tools_folder/node_modules/node-linux-$([[ $(uname -m) == aarch64 ]] && echo arm64 || echo x64)/bin

# Debian keeps some where only root's PATH leads; what was fetched by an earlier run comes first.
export PATH="$node_folder:$PATH:/usr/sbin:$PWD/$tools_folder"

# Node.js 20.17 or later, which the tools that look at the API document ask for.
has_node() {
  command -v node >/dev/null && command -v npm >/dev/null && [[ $(node --version) =~ ^v([0-9]+)\.([0-9]+) ]] \
    && (( BASH_REMATCH[1] > 20 || (BASH_REMATCH[1] == 20 && BASH_REMATCH[2] >= 17) ))
}

# An older npm brings a newer Node.js, into this folder only.
fetch_node() {
  [[ $(uname) == Linux ]] && command -v npm >/dev/null || return 1
  say "Fetching Node.js ..."
  npm install --prefix "$tools_folder" --no-save --no-audit --no-fund --loglevel=error "$(basename "$(dirname "$node_folder")")@20" >/dev/null
}

# npm leaves this file behind when all is in place.
has_contract_tools() {
  local installed=$contract_tools/node_modules/.package-lock.json
  [[ -f $installed && ! $contract_tools/package-lock.json -nt $installed ]]
}

fetch_contract_tools() {
  say "Installing the tools for the API document and the pages ..."
  npm ci --prefix "$contract_tools" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
}

has_promtool() {
  command -v promtool >/dev/null
}

# promtool judges the alert rules. It is taken out of its package, or of that of Prometheus in older releases: installed, that would start a server.
fetch_promtool() {
  local folder package outcome=1
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  say "Fetching promtool ..."
  folder=$(mktemp -d)
  mkdir -p "$tools_folder"
  for package in promtool prometheus; do
    if (cd "$folder" && apt-get download -qq "$package" >/dev/null 2>&1 && dpkg-deb -x "$package"_*.deb . && [[ -x usr/bin/promtool ]]); then
      mv "$folder/usr/bin/promtool" "$tools_folder/" && outcome=0
      break
    fi
  done
  rm -rf "$folder"
  return $outcome
}

# What the tests of a project start, as "program package".
programs_of() {
  case $1 in
    *Deploy.Tests) printf '%s\n' "git git" "haproxy haproxy" ;;
    *Pages.Tests) printf '%s\n' "chromium chromium" ;;
    *Cluster.Tests) printf '%s\n' "pgbouncer pgbouncer" ;;
    # The languages of docs/delivery: on a developer's machine those that are there.
    *Api.Tests) [[ ${CI:-} != true ]] || printf '%s\n' "php php-cli" "ruby ruby" "go golang-go" ;;
  esac
}

# docs/verify.py asks for one library besides Python's own.
lacks_python_library() {
  [[ $* == *Api.Tests* ]] && command -v python3 >/dev/null && ! python3 -c 'import cryptography' 2>/dev/null
}

needs_node() {
  [[ $* == *Api.Tests* || $* == *Pages.Tests* ]]
}

# Sees to the tools of these projects.
gather_tools() {
  local project program package
  local -a packages=() missing=()
  while read -r program package; do
    command -v "$program" >/dev/null || packages+=("$package")
  done < <(for project in "$@"; do programs_of "$project"; done)
  if needs_node "$@" && ! command -v npm >/dev/null; then
    packages+=(npm)
  fi
  if lacks_python_library "$@"; then
    packages+=(python3-cryptography)
  fi
  if [[ ${#packages[@]} -gt 0 ]] && can_install; then
    say "Installing for the tests: ${packages[*]} ..."
    install_packages "${packages[@]}" || say "Not all of it could be installed."
  fi

  while read -r program package; do
    command -v "$program" >/dev/null || missing+=("$program (package $package)")
  done < <(for project in "$@"; do programs_of "$project"; done)
  if lacks_python_library "$@"; then
    missing+=("cryptography for python3 (package python3-cryptography)")
  fi
  if needs_node "$@" && ! has_contract_tools_and_node; then
    missing+=("Node.js 20.17 or later with npm (packages nodejs and npm, or https://nodejs.org) and what $contract_tools/package.json names")
  fi
  if [[ $* == *Deploy.Tests* ]] && ! has_promtool && ! fetch_promtool && ! { as_root apt-get update -qq >/dev/null && fetch_promtool; }; then
    missing+=("promtool (package prometheus)")
  fi
  for program in "${missing[@]}"; do
    say "Missing, and the tests that need it are skipped: $program"
  done
}

has_contract_tools_and_node() {
  has_node || { fetch_node && hash -r && has_node; } || return 1
  has_contract_tools || fetch_contract_tools
}
