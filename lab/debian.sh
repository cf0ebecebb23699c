# Sourced by the scripts that fetch packages of another Debian suite, after common.sh.
# shellcheck shell=bash

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# Gives apt lists of its own for the suite, from the mirror this machine uses: the machine's own are left alone.
# 'indextargets' reads both formats of apt's sources.
use_suite() {
  local suite=$1 work=$2 own mirror signed=
  command -v apt-get >/dev/null || unavailable "no apt-get to fetch packages of $suite with"
  own=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  mirror=$({ index_targets; index_targets --no-release-info; } \
    | awk -v own="$own" '$2 == own && $3 == "main" && $4 !~ /^cdrom:/ {
        if ($1 == "Debian") { print $4; exit }
        if ($1 == "$(ORIGIN)" && (found == "" || found !~ /\/debian\/?$/)) found = $4
      } END { if (NR && found) print found }' | head -1)
  [ -n "$mirror" ] || unavailable "apt has no Debian source for '$own main' to fetch packages of $suite from"
  if [ -e "$KEYRING" ]; then signed=" signed-by=$KEYRING"; fi
  mkdir -p "$work/lists/partial" "$work/archives/partial"
  echo "deb [arch=amd64$signed] $mirror $suite main" >"$work/sources.list"
  APT_OPTIONS=(
    -oDir::Etc::sourcelist="$work/sources.list" -oDir::Etc::sourceparts=/dev/null
    -oDir::State::Lists="$work/lists" -oDir::Cache="$work" -oAPT::Sandbox::User= -oAcquire::Languages=none
    -oAPT::Default-Release= -oDebug::NoLocking=true
    -oDir::Etc::preferences=/dev/null -oDir::Etc::preferencesparts=/dev/null
  )
  # An update that fails for lack of a network is a warning to apt unless told otherwise.
  lab_apt apt-get -q update --error-on=any >"$work/log" 2>&1 \
    || unavailable "cannot fetch the package lists of $suite from $mirror: $(grep -m1 '^E:' "$work/log" || tail -1 "$work/log")"
}

# Lists apt's sources: those whose lists were fetched with the name of their maker, and on demand the others as well.
# shellcheck disable=SC2016 # apt expands these
index_targets() {
  apt-get indextargets "$@" --format '$(ORIGIN) $(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null || true
}

lab_apt() {
  "$1" "${APT_OPTIONS[@]}" "${@:2}"
}

# Downloads a package of the suite as $2/$1.deb.
download() {
  (cd "$2" && lab_apt apt-get -q download "$1") >"$2/log" 2>&1 || unavailable "cannot fetch $1: $(tail -1 "$2/log")"
  mv "$2/$1"_*.deb "$2/$1.deb"
}
