# greenlets.py: Python's greenlet.
#
# SPDX-License-Identifier: GPL-2.0-or-later

import ctypes
import sys
from greenlet import greenlet

plant = ctypes.CDLL(sys.argv[1]).plant_in_script if len(sys.argv) > 1 else None
main = greenlet.getcurrent()


def run(number):
    for i in range(50):
        mine = [number * k for k in range(100)]
        # Through a C function: its frames are on the stack that is switched.
        for _ in map(lambda k: main.switch() if k == 0 else k, mine[:1]): pass
        assert sorted(mine) == [number * k for k in range(100)]
        if plant and number == 7 and i == 30:
            plant()


everyone = [greenlet(run) for _ in range(20)]
for number, one in enumerate(everyone):
    one.switch(number)
while any(everyone):
    for one in everyone:
        if one:
            one.switch(0)
print('done')
