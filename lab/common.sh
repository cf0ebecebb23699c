# Sourced by the lab's scripts: messages, the names of the kernels, the places on disk.
# shellcheck shell=bash

# Debian's administration tools are not on every user's path.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck disable=SC2034 # used by the scripts that source this file
PROJECT=$(dirname "$LAB")

say() { echo "lab: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

# The lab cannot be prepared on this machine: a caller tells this apart from a failed test by the code 77.
unavailable() {
  say "not available here: $*"
  exit 77
}

check_kernel_name() {
  case $1 in
    bookworm | trixie) ;;
    *) say "--kernel: $1 (expected: bookworm or trixie)"; exit 2 ;;
  esac
}

check_number() {
  case $2 in
    '' | *[!0-9]* | 0*) say "$1: $2 (expected: a positive whole number)"; exit 2 ;;
  esac
}

# The guest mounts its own file systems on these folders, so nothing of the host below them is seen there.
check_visible_in_guest() {
  case $1/ in
    /dev/* | /proc/* | /sys/* | /run/*) fail "$1 is not visible in the guest: keep it outside /dev, /proc, /sys and /run" ;;
  esac
}
