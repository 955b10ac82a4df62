#!/usr/bin/env bash
# Keycloak with an empty in-memory database.   start.sh PORT
#
#   KEYCLOAK_ZIP  the distribution, org.keycloak:keycloak-quarkus-dist:VERSION:zip from Maven Central
#   JAVA_HOME     the JDK to run on, 17 or newer (default: the one on the path)
#
# Administrator admin / admin. It has no realm yet: the tests create theirs over its admin API.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
use_peer keycloak
port=${1:?usage: start.sh PORT}
stop_running
need_command curl curl

zip=${KEYCLOAK_ZIP:?path of keycloak-quarkus-dist-VERSION.zip}
home=$cache/$(basename "$zip" .zip)
jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar

# "kc.sh build" is the slow half of a start; it depends only on these options and the JDK, so it is kept.
options=(--db=dev-mem --cache=local)
built="${options[*]} ${JAVA_HOME:-}"
# It lives for a minute: without the optimising compiler it starts in half the CPU time.
export JAVA_OPTS_KC_HEAP="-Xms128m -Xmx512m" JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1
exec 9>"$cache/keycloak.lock"
flock 9
if [ "$(cat "$home/built" 2>/dev/null)" != "$built" ]; then
  say "unpacking and building $(basename "$home"), once"
  unpacked=$(mktemp -d "$cache/unpack.XXXXXX")
  trap 'rm -rf "$unpacked"' EXIT
  (cd "$unpacked" && "$jar" xf "$zip")
  chmod +x "$unpacked"/*/bin/*.sh
  rm -rf "$home"
  mv "$unpacked"/keycloak-* "$home"
  "$home/bin/kc.sh" build "${options[@]}" >"$state/build.log" 2>&1 || die "build failed: $(tail -20 "$state/build.log")"
  echo "$built" >"$home/built"
fi
exec 9>&-

export KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin
launch "$home/bin/kc.sh" start --optimized --cache=local \
  --http-enabled=true --http-host=$host --http-port="$port" --hostname="http://$host:$port"
await "http://$host:$port/realms/master/.well-known/openid-configuration" 240
