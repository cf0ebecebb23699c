# Sourced by the scripts that fetch programs of this machine's own Debian without installing them, after common.sh.
# shellcheck shell=bash

# unpacked NAME WORDS PACKAGE...: prints the folder with the files of packages, which are fetched into the cache folder the
# first time; WORDS name them in messages. Needs no network when all is there.
unpacked() {
  local cache=${GORB_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gorb-lab} name=$1 words=$2 folder work
  shift 2
  folder=$cache/$name
  if [ -e "$folder/complete" ]; then
    echo "$folder"
    return
  fi
  command -v apt-get >/dev/null || unavailable "no $words in $folder and no apt-get to fetch them"
  mkdir -p "$cache"
  exec 9>"$cache/$name.lock"
  flock 9
  if [ ! -e "$folder/complete" ]; then
    say "fetching $words (one time)"
    work=$(mktemp -d "$cache/$name.XXXXXX")
    # shellcheck disable=SC2064 # the value of now is meant
    trap "rm -rf '$work'" EXIT
    fetch_packages "$work" "$@"
    touch "$work/root/complete"
    rm -rf "$folder"
    mv -T "$work/root" "$folder"
  fi
  echo "$folder"
}

# Lists of packages that are old name versions that are gone: then they are fetched anew, where root may.
fetch_packages() {
  local work=$1 package
  shift
  mkdir "$work/root"
  (cd "$work" && { apt-get -q -oAPT::Sandbox::User= download "$@" \
    || { apt-get -q update && apt-get -q -oAPT::Sandbox::User= download "$@"; }; }) \
    >"$work/log" 2>&1 || unavailable "cannot fetch $*: $(tail -1 "$work/log")"
  for package in "$work"/*.deb; do
    dpkg -x "$package" "$work/root"
  done
}
