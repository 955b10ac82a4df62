#!/usr/bin/env bash
# stop.sh PEER               ends the peer
# stop.sh PEER --after PID   waits until process PID is gone, then ends the peer
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
use_peer "${1:?usage: stop.sh PEER [--after PID]}"

if [ "${2:-}" = --after ]; then
  watched=$(cat "$pid_file")
  while kill -0 "${3:?process id}" 2>/dev/null; do
    # Ended, or started anew, by somebody else: nothing left to watch.
    [ "$(cat "$pid_file" 2>/dev/null)" = "$watched" ] || exit 0
    sleep 1
  done
  [ "$(cat "$pid_file" 2>/dev/null)" = "$watched" ] || exit 0
fi
stop_running
