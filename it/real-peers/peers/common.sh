# Sourced by every start.sh and by stop.sh. Bash, Linux.
#
#   SSO_KIT_PEERS_STATE  logs, keys and pid files of one run   (default: target/peers of this module)
#   SSO_KIT_PEERS_CACHE  what is downloaded or built once      (default: ~/.cache/sso-kit-peers)
#   SSO_KIT_PEERS_OWNER  a process id: the peer ends when that process does, however it ends
set -euo pipefail

peers_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
host=127.0.0.1

# use_peer NAME: fixes where this peer keeps its things.
use_peer() {
  peer=$1
  state=${SSO_KIT_PEERS_STATE:-$peers_dir/../target/peers}/$peer
  cache=${SSO_KIT_PEERS_CACHE:-$HOME/.cache/sso-kit-peers}
  mkdir -p "$state" "$cache"
  state=$(cd "$state" && pwd)
  pid_file=$state/pid
  log=$state/$peer.log
}

say() { printf '%s: %s\n' "$peer" "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# need_debian PACKAGE...: installs what is missing, and starts none of the services that come along.
need_debian() {
  local missing=() package
  command -v dpkg-query >/dev/null || die "needs Debian, or these installed by hand: $*"
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "needs root once, for: apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      trap 'rm -f $policy' EXIT
      printf '#!/bin/sh\nexit 101\n' >$policy
      chmod +x $policy
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
  ) >"$state/apt.log" 2>&1 || die "apt-get failed: $(tail -5 "$state/apt.log")"
}

# need_command COMMAND PACKAGE...: the packages are only looked at when the command is missing.
need_command() {
  command -v "$1" >/dev/null || need_debian "${@:2}"
}

# A process id alone may have been given to somebody else since; with its start time it is unique.
start_time() { sed -n 's/.*) //p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

running_pid() {
  local pid time
  [ -s "$pid_file" ] && read -r pid time <"$pid_file" || return 1
  [ -n "$time" ] && [ "$(start_time "$pid")" = "$time" ] && echo "$pid"
}

# launch COMMAND...: in a session of its own, so that all of its processes can be ended together.
launch() {
  setsid "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  disown
  echo "$pid $(start_time $pid)" >"$pid_file"
  [ -z "${SSO_KIT_PEERS_OWNER:-}" ] && return 0
  setsid bash "$peers_dir/stop.sh" "$peer" --after "$SSO_KIT_PEERS_OWNER" >/dev/null 2>&1 </dev/null &
  disown
}

# await URL SECONDS: until the address answers 2xx, as long as the peer is alive.
await() {
  local deadline=$((SECONDS + $2))
  until curl -sf -o /dev/null --max-time 5 "$1"; do
    running_pid >/dev/null || die "ended before it answered: $(tail -20 "$log")"
    [ $SECONDS -lt $deadline ] || die "no answer from $1 in $2 s: $(tail -20 "$log")"
    sleep 0.3
  done
  say "answers at $1"
}

stop_running() {
  local pid
  if pid=$(running_pid); then
    kill -- "-$pid" 2>/dev/null || true
    for _ in $(seq 1 50); do
      running_pid >/dev/null || break
      sleep 0.2
    done
    ! running_pid >/dev/null || kill -9 -- "-$pid" 2>/dev/null || true
    say "stopped"
  fi
  rm -f "$pid_file"
}
