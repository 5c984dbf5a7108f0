# Coroutines of real libraries, which know nothing of Valgrind: no error where
# there is none, and the one that there is, in one of their coroutines, with a
# whole stack.  What isn't installed is left out, and that is said.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $here = $FindBin::Bin;
my $work = VR::Scratch::fresh('coro-libs');
# State Threads has tables of as many files as may be open.
my ($SYS_setrlimit, $RLIMIT_NOFILE) = (160, 7);
my $few = pack 'QQ', 1024, 1024;
syscall($SYS_setrlimit, $RLIMIT_NOFILE, $few);

my $plant = "$work/plant.so";
system("gcc -g -O0 -w -shared -fPIC -o $plant $here/plant.c") == 0 or plan(skip_all => 'needs gcc');

# What to compile it with, or run it by; the Debian package; the stack of the
# planted error, and that of the coroutine's creation, as functions, innermost
# first.
my $planted = 'plant < work < plant_in_script < .*';
my @libraries = (
   { source => 'pth.c', libs => '-lpth', package => 'libpth-dev',
     stack => 'plant < work < run < ', created => 'pth_spawn < main$' },
   { source => 'st.c', libs => '-lst', package => 'libst-dev',
     stack => 'plant < work < run < st_thread_create$', created => 'st_thread_create < main$' },
   { source => 'boost_context.cc', libs => '-lboost_context', package => 'libboost-context-dev',
     stack => 'plant\(.* < work\(.* < void boost::context::detail::fiber_entry<[^(]*', created => '::allocate\(.* < main$' },
   { source => 'boost_coroutine.cc', libs => '-lboost_coroutine -lboost_context', package => 'libboost-coroutine-dev',
     stack => 'plant\(.* < work\(.* < void boost::coroutines::detail::trampoline_pull<[^(]*', created => '::allocate\(.* < main$' },
   { source => 'boost_fiber.cc', libs => '-lboost_fiber -lboost_context', package => 'libboost-fiber-dev',
     stack => 'plant\(.* < work\(.* < void boost::context::detail::fiber_entry<[^(]*', created => '::allocate\(.* < main$' },
   { source => 'coro.pl', by => ['perl'], probe => '-MCoro -e 1', package => 'libcoro-perl', argument => 'bad',
     stack => 'syscall < Perl_pp_syscall < Perl_runops_standard < .*perl_run < ', created => 'mmap < coro_stack_alloc < ' },
   { source => 'greenlets.py', by => ['/usr/bin/python3'], probe => "-c 'import greenlet'", package => 'python3-greenlet',
     stack => "${planted}inner_bootstrap.* < \\(below main\\)\$" },
   { source => 'gevents.py', by => ['/usr/bin/python3'], probe => "-c 'import gevent'", package => 'python3-gevent',
     stack => "${planted}inner_bootstrap" },
   { source => 'fibers.php', by => ['php', '-dffi.enable=1'], probe => "-r 'new Fiber(fn() => FFI::cdef());'", package => 'php-cli',
     stack => "${planted}zend_call_function < ", created => 'mmap < zend_fiber_init_context < ' },
   { source => 'fibers.rb', by => ['ruby'], probe => "-rfiddle -e 'Fiber.new {}'", package => 'ruby libruby',
     stack => "${planted}rb_vm_exec < .*rb_vm_invoke_proc < ", created => 'mmap < ' },
   { source => 'fibers.lua', by => ['tarantool'], probe => '-v', package => 'tarantool',
     stack => "${planted}fiber_loop < coro_init\$", created => 'fiber_new_ex < ' },
);

# The command, or nothing if something isn't there.
sub command {
   my ($library) = @_;
   my $path = "$here/$library->{source}";
   if (my $by = $library->{by}) {
      return system("@$by $library->{probe} >/dev/null 2>&1") == 0 ? (@$by, $path) : ();
   }
   (my $program = "$work/$library->{source}") =~ s/\.cc?$//;
   my $compiler = $path =~ /\.cc$/ ? 'g++' : 'gcc';
   my $options  = '-g -O0 -w -fno-pie -no-pie';
   return system("$compiler $options -o $program $path $library->{libs} 2>$program.messages") == 0 ? ($program) : ();
}

# The functions of the trace after a line of the log: "f < g < main".
sub trace_at {
   my ($log, $line) = @_;
   my ($frames) = $log =~ /$line[^\n]*\n((?:   (?:at|by) [^\n]*\n)+)/ or return "no trace at $line";
   return join ' < ', map { s/^   (?:at|by) 0x\w+: (.*) \([^()]*\)$/$1/r } split /\n/, $frames;
}

sub under {
   my ($name, @command) = @_;
   my @env = ref $command[0] ? @{ shift @command } : ();
   my $run = VR::Run::tool(name => $name, dir => $work, timeout => 240, options => ['--leak-check=no', '--num-callers=50'],
                           env => \@env, command => \@command);
   $run->{log} = $run->{stderr} =~ s/^==\d+== ?//gmr;
   return $run;
}

for my $library (@libraries) {
   my $name = $library->{source} =~ s/\./-/r;
   my $argument = $library->{argument} // ($library->{by} ? $plant : 'bad');
 SKIP: {
      my @command = command($library);
      skip("$library->{source} needs the package $library->{package}", 1) unless @command;

      my $good = under($name, @command);
      is($good->{status}, 0, "$library->{source}: works");
      like($good->{stdout}, qr/^done$/m, "$library->{source}: to its end");
      like($good->{log}, qr/^ERROR SUMMARY: 0 errors/m, "$library->{source}: no error") or diag($good->{log});

      my $bad = under("$name-bad", @command, $argument);
      like($bad->{stdout}, qr/^done$/m, "$library->{source}: to its end, with an error");
      like($bad->{log}, qr/^ERROR SUMMARY: [1-9]\d* errors? from [12] contexts/m, "$library->{source}: it is found");
      my $trace = trace_at($bad->{log}, qr/^(?:Invalid write of size 1|Syscall param write\(buf\) points to unaddressable)/m);
      like($trace, qr/^$library->{stack}/, "$library->{source}: with a whole stack");
      like(trace_at($bad->{log}, qr/^ ?in coroutine \d+, created at/m), qr/$library->{created}/, "$library->{source}: created there")
         if $library->{created};
   }
}

# QEMU's drivers read and write in coroutines; the error is in a library that is
# preloaded, in the 100th call of a function that they call there.
SKIP: {
   skip('QEMU needs the package qemu-utils', 1) if system('qemu-img --version >/dev/null 2>&1') != 0;
   my $preloaded = "$work/plant_in_qemu.so";
   is(system("gcc -g -O0 -w -shared -fPIC -o $preloaded $here/plant_in_qemu.c"), 0, 'QEMU: a library to be preloaded');
   open my $image, '>', "$work/image.raw" or die "$work: $!\n";
   print $image map { pack 'L*', map { $_ * 2654435761 % 2**32 } $_ * 65536 .. ($_ + 1) * 65536 - 1 } 0 .. 7;
   close $image;
   my @command = qw(qemu-img convert -W -m 8 -f raw -O qcow2 image.raw image.qcow2);

   for my $is_bad (0, 1) {
      my $run = under('qemu-' . ($is_bad ? 'bad' : 'good'), ["LD_PRELOAD=$preloaded", $is_bad ? 'PLANT=100' : ()], @command);
      is($run->{status}, 0, 'QEMU: works');
      is(system("cd $work && qemu-img compare -q image.raw image.qcow2"), 0, 'QEMU: the copy is the same');
      like($run->{log}, qr/^ERROR SUMMARY: ${is_bad} errors/m, 'QEMU: ' . ($is_bad ? 'the error is found' : 'no error')) or diag($run->{log});
      next unless $is_bad;
      like(trace_at($run->{log}, qr/^Invalid write of size 1/m),
           qr/^plant < work_in_qemu < g_malloc < (?:\S+ < ){3,}(?:__start_context|\?\?\?)$/, 'QEMU: with a whole stack');
      like(trace_at($run->{log}, qr/^ ?in coroutine \d+, created at/m), qr/mmap < qemu_alloc_stack < qemu_coroutine_new < qemu_coroutine_create < /,
           'QEMU: created there');
   }
}
done_testing();
