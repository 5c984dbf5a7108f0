<?php
# fibers.php: PHP's fibers.
#
# SPDX-License-Identifier: GPL-2.0-or-later

$plant = $argc > 1 ? FFI::cdef('void plant_in_script(void);', $argv[1]) : null;

function run(int $number) {
   global $plant;
   for ($i = 0; $i < 50; $i++) {
      # Through a C function, whose frames are on the fiber's stack.
      array_map(function($x) { Fiber::suspend($x); }, [$i]);
      if ($plant && $number == 7 && $i == 30) $plant->plant_in_script();
   }
}

$all = [];
for ($k = 0; $k < 20; $k++) {
   $all[$k] = new Fiber('run');
   $all[$k]->start($k);
}
do {
   $any = false;
   foreach ($all as $fiber)
      if (!$fiber->isTerminated()) { $fiber->resume(); $any = true; }
} while ($any);
print "done\n";
