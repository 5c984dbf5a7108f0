# fibers.rb: Ruby's fibers.
#
# SPDX-License-Identifier: GPL-2.0-or-later

require 'fiddle'

plant = ARGV[0] && Fiddle::Function.new(Fiddle.dlopen(ARGV[0])['plant_in_script'], [], Fiddle::TYPE_VOID)
all = (0...20).map do |number|
  Fiber.new do
    50.times do |i|
      [i].sort_by { |x| Fiber.yield(x); x }
      plant.call if plant && number == 7 && i == 30
    end
  end
end
while all.any?(&:alive?)
  all.each { |fiber| fiber.resume if fiber.alive? }
end
puts 'done'
