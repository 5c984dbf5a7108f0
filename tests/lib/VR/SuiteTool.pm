# VR::SuiteTool: runs vr_suite, and makes the programs that it runs in tests.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::SuiteTool;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use VR::Run;
use VR::Scratch;

our $SCRIPT = abs_path(dirname(__FILE__) . '/../../../scripts/vr_suite');

# What a letter in the argument does.
my $SOURCE = <<'END';
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static void lose(void) { memset(malloc(100), 1, 100); }
int main(int argc, char** argv)
{
   const char* what = argc > 1 ? argv[1] : DEFAULT;
   puts("1..1\nok 1");
   fflush(stdout);
   if (strchr(what, 'l')) lose();
   if (strchr(what, 'f')) { if (fork() == 0) { lose(); _exit(0); } wait(NULL); }
   if (strchr(what, 'x')) { if (fork() == 0) { execl(argv[0], argv[0], "l", NULL); _exit(1); } wait(NULL); }
   if (strchr(what, 'k')) { if (fork() == 0) { kill(getpid(), 15); } wait(NULL); }
   if (strchr(what, 'a')) abort();
   if (strchr(what, 'K')) { if (fork() == 0) { kill(getppid(), 9); _exit(0); } for (;;) pause(); }
   if (strchr(what, 'w')) { puts("waiting"); fflush(stdout); for (;;) pause(); }
   return strchr(what, '3') ? 3 : 0;
}
END

sub write_program { my ($dir, $name, $default) = @_; return VR::Scratch::write_file($dir, "$name.c", qq(#define DEFAULT "$default"\n#include <signal.h>\n$SOURCE)) }

# A program $name in $dir that does $default without an argument.
sub make_program {
   my ($dir, $name, $default) = @_;
   write_program($dir, $name, $default);
   my $built = command($dir, 'gcc', '-g', '-O0', '-w', '-o', $name, "$name.c");
   $built->{status} eq 0 or die "$name.c: $built->{stderr}";
}

# { status, stdout, stderr } of vr_suite, run in $dir.
sub vr_suite { my ($dir, @arguments) = @_; return command($dir, $^X, '-w', $SCRIPT, @arguments) }

# The same of any command, with NAME=VALUE words before it; "valgrind" there is that with our vrleak.
sub command {
   my ($dir, @command) = @_;
   my @env = "VALGRIND_LIB=$ENV{VR_TEST_LIB}";
   push @env, shift @command while $command[0] =~ /^[A-Z]\w*=/;
   return VR::Run::run(name => 'command', dir => $dir, env => \@env, command => \@command, timeout => 300);
}

1;
