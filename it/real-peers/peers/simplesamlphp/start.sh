#!/usr/bin/env bash
# SimpleSAMLphp (Debian's package) as a SAML identity provider on PHP's own web server.   start.sh PORT
#
# Who may ask it: a file of SAML metadata each in the folder "sp" of its state, looked at with every request; what their
# names mean is in config/metadata/saml20-sp-remote.php.
#
# People alice, bob, carol, dave with password NAME-pw: config/authsources.php.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
use_peer simplesamlphp
port=${1:?usage: start.sh PORT}
stop_running
need_command curl curl
need_command openssl openssl
need_debian simplesamlphp php-cli php-xml php-mbstring

rm -rf "$state/web" "$state/sessions" "$state/sp"
mkdir -p "$state/web" "$state/sessions" "$state/sp" "$state/tmp" "$state/data" "$state/logs"
ln -s /usr/share/simplesamlphp/www "$state/web/simplesaml"
[ -s "$state/idp.key" ] || openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 3650 -subj /CN=simplesamlphp \
  -keyout "$state/idp.key" -out "$state/idp.crt" 2>"$state/openssl.log"

config=$(cd "$(dirname "${BASH_SOURCE[0]}")/config" && pwd)
export SIMPLESAMLPHP_CONFIG_DIR=$config PEER_STATE=$state PEER_PORT=$port SP_METADATA=$state/sp PHP_CLI_SERVER_WORKERS=3
# Deprecation notes of newer PHP would land inside the XML.
launch php -d display_errors=0 -d log_errors=1 -S "$host:$port" -t "$state/web"
await "http://$host:$port/simplesaml/saml2/idp/metadata.php" 60
