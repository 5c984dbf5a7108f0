-- fibers.lua: tarantool's fibers.
--
-- SPDX-License-Identifier: GPL-2.0-or-later

local fiber, ffi = require('fiber'), require('ffi')
ffi.cdef('void plant_in_script(void);')
local plant = arg[1] and ffi.load(arg[1])
local left = 20
for number = 0, 19 do
   fiber.create(function()
      for i = 1, 50 do
         fiber.yield()
         if plant and number == 7 and i == 30 then plant.plant_in_script() end
      end
      left = left - 1
   end)
end
while left > 0 do fiber.sleep(0.001) end
print('done')
os.exit(0)
