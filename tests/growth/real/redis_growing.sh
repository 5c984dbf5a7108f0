# redis_growing.sh: each request leaves a key behind that never expires.
#
# SPDX-License-Identifier: GPL-2.0-or-later

. "$(dirname "$0")/redis.sh"
perl -e 'for (1 .. 30000) { print "set session:$_ ", "x" x (20 + $_ * 7919 % 200), "\n"; print "get session:", int($_ / 2) || 1, "\n" }' | send
stop
