# redis_expiring.sh: the same requests, but each key expires after 50 ms.  The
# requests go in portions, with time for the expiry in between: the load is in
# proportion to the time, as with real clients, however fast the server is.
#
# SPDX-License-Identifier: GPL-2.0-or-later

. "$(dirname "$0")/redis.sh"
portion=1
while [ $portion -le 60 ]; do
   perl -e 'for (500 * $ARGV[0] .. 500 * $ARGV[0] + 499) {
      print "set session:$_ ", "x" x (20 + $_ * 7919 % 200), " px 50\n"; print "get session:", int($_ / 2) || 1, "\n" }' $portion | send
   # All that has a time limit is over before the next portion comes.
   tries=0
   until [ "$(cli dbsize | tr -dc 0-9)" -le 50 ]; do
      tries=$((tries + 1))
      [ $tries -gt 600 ] && { echo "keys do not expire" >&2; exit 1; }
      sleep 0.02
   done
   portion=$((portion + 1))
done
stop
