# redis.sh: starts redis-server under $VR_RUN, waits until it answers, sends it
# what $1 says, and stops it.  Sourced by the redis_*.sh.
#
# SPDX-License-Identifier: GPL-2.0-or-later

work=$(mktemp -d "${VR_WORK:-/tmp}/redis.XXXXXX")
socket=$work/socket
cli() { redis-cli -s "$socket" "$@"; }

# Each tick of redis' clock does a part of the expiry: fewer ticks would let
# keys lie around that nobody asks for.
$VR_RUN redis-server --port 0 --unixsocket "$socket" --save '' --appendonly no --daemonize no \
   --hz 100 --dir "$work" >"$work/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT

tries=0
until [ "$(cli ping 2>/dev/null)" = PONG ]; do
   tries=$((tries + 1))
   if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then
      echo "redis-server did not start" >&2
      cat "$work/server.log" >&2
      exit 1
   fi
   sleep 0.1
done

# Reads commands from standard input and sends them in order.
send() { cli >"$work/answers"; if grep -q '^ERR\|^(error)' "$work/answers"; then grep -m1 'ERR\|error' "$work/answers" >&2; exit 1; fi; }

stop() {
   cli dbsize
   cli shutdown nosave 2>/dev/null
   wait $server || exit 1
}
