# server_steady.sh: a server that handles requests in a steady state, for
# $VR_SECONDS (10) seconds.
#
# SPDX-License-Identifier: GPL-2.0-or-later

work=$(mktemp -d "${VR_WORK:-/tmp}/server.XXXXXX")
trap 'kill $server $load 2>/dev/null; rm -rf "$work"' EXIT
${CC:-gcc} -g -O1 -w "$(dirname "$0")/server.c" -o "$work/server" || exit 1

$VR_RUN "$work/server" "$work/socket" "${VR_SECONDS:-10}" &
server=$!
tries=0
until [ -S "$work/socket" ]; do
   tries=$((tries + 1))
   if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then echo "the server did not start" >&2; exit 1; fi
   sleep 0.1
done
"$work/server" --load "$work/socket" &
load=$!
wait $server
