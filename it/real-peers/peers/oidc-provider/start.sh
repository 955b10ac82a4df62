#!/usr/bin/env bash
# oidc-provider, a certified OpenID provider for Node.   start.sh PORT
#
#   OIDC_CLIENTS   the clients: a JSON array of client metadata, or without it
#   OIDC_REDIRECT  the redirect URI of the one client ssokit-app / ssokit-secret
#
# PKCE is required. People, their claims, and doors for tests: op.mjs.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
use_peer oidc-provider
port=${1:?usage: start.sh PORT}
stop_running
need_command curl curl
need_command node nodejs
need_command npm npm

here=$(dirname "${BASH_SOURCE[0]}")
installed=$cache/oidc-provider-$(md5sum <"$here/package-lock.json" | cut -c1-12)
exec 9>"$cache/oidc-provider.lock"
flock 9
if [ ! -e "$installed/complete" ]; then
  say "npm ci, once"
  rm -rf "$installed"
  mkdir "$installed"
  cp "$here"/package.json "$here"/package-lock.json "$installed"
  (cd "$installed" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$state/npm.log" 2>&1 ||
    die "npm ci failed: $(tail -10 "$state/npm.log")"
  touch "$installed/complete"
fi
exec 9>&-

# Node looks for a module's packages beside the module.
cp "$here/op.mjs" "$installed/op.mjs"
export PORT=$port OIDC_CLIENTS=${OIDC_CLIENTS:-} OIDC_REDIRECT=${OIDC_REDIRECT:-}
[ -n "$OIDC_CLIENTS$OIDC_REDIRECT" ] || die "needs OIDC_CLIENTS or OIDC_REDIRECT"
launch node "$installed/op.mjs"
await "http://$host:$port/.well-known/openid-configuration" 60
