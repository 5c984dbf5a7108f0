# python_bounded.sh: the same requests, with a deque of at most 500.
#
# SPDX-License-Identifier: GPL-2.0-or-later

. "$(dirname "$0")/python.sh"
exec $VR_RUN "$python" -c '
from collections import deque
history = deque(maxlen=500)

def handle(number):
    body = {"id": number, "words": ["w%d" % (number * i % 97) for i in range(8)]}
    history.append("request %d with %s" % (number, ",".join(body["words"])))
    return len(history[-1])

print(sum(handle(n) for n in range(20000)))
'
