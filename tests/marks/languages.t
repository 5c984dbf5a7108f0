# vrleak.hpp, and the examples of the manual for C++ and Rust: compiled as they are
# printed there, they do what the macros do, and nothing natively and under other
# tools.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use FindBin;
use Test::More;
use VR::Run;

my $top  = "$FindBin::Bin/../..";
my $work = "$ENV{VR_TEST_WORK}/marks/languages";
remove_tree($work);
make_path($work);

# The code block of the manual's chapter in that language.
my ($chapter) = VR::Run::slurp("$top/docs/manual.md") =~ /^### What the program knows about its growth\n(.*?)^##? /ms;
sub example {
   my ($language) = @_;
   return $chapter =~ /^```$language\n(.*?)^```/ms ? $1 : die "no example in $language";
}

sub write_file {
   my ($name, $text) = @_;
   open my $file, '>', "$work/$name" or die "$name: $!\n";
   print $file $text;
   close $file;
}

sub compile {
   my ($what, @command) = @_;
   my $run = VR::Run::run(name => 'cc', dir => $work, timeout => 120, command => \@command);
   is($run->{status}, 0, "$what compiles") or diag($run->{stderr});
   return $run->{status} eq '0';
}

sub errors_under {
   my ($program, $tool) = @_;
   my %how = (name => "$program-$tool", dir => $work, timeout => 120);
   local $ENV{VR_TEST_TOOL} = $tool;
   my $run = $tool eq 'native' ? VR::Run::run(%how, command => ["./$program"])
           : VR::Run::tool(%how, options => ['-q', $tool eq 'none' ? () : '--leak-check=no'], command => ["./$program"]);
   is($run->{status}, 0, "$program ends well, $tool");
   return [$run->{stderr} =~ /^==\d+== ((?:Container|Three|The heap|Warning).*)$/mg];
}

sub works {
   my ($program, @expected) = @_;
   is_deeply(errors_under($program, $_), [], "$program, $_: nothing is said") for qw(native none memcheck);
   is_deeply(errors_under($program, 'vrleak'), \@expected, "$program, vrleak");
}

# ---- C++ ----

write_file('program.cpp', example('cpp') . <<'END');
int main()
{
   static Cache cache;
   for (int i = 0; i < 1001; i++)
      serve(cache, "key" + std::to_string(i));
}
END
my @strict = (qw(-Wall -Wextra -pedantic -Werror -g), "-I$top");
for my $std (qw(c++11 c++14 c++17 c++20)) {
   compile("$std", 'g++', "-std=$std", @strict, '-o', "cpp", 'program.cpp');
}
works('cpp', "Three rounds of 'request' in a row left 216 bytes in 3 blocks behind",
      "Container 'cache' has 1,001 items, more than its bound of 1,000");
compile('without Valgrind', 'g++', '-std=c++11', @strict, '-DVRLEAK_DISABLE', '-o', 'disabled', 'program.cpp')
   and is_deeply(errors_under('disabled', 'vrleak'), [], 'disabled');
SKIP: {
   skip 'no clang', 1 if system('clang++ --version >/dev/null 2>&1');
   compile('clang', 'clang++', '-std=c++11', @strict, '-o', 'clang', 'program.cpp');
}

# The size of the object is known: a vector on the stack, with another beside it.
write_file('size.cpp', <<'END');
#include <vrleak.hpp>
#include <vector>
struct Two { std::vector<char> first, second; };
int main()
{
   Two two;
   two.second.resize(100000);
   VrleakContainer mark(two.first, "first", 0, 1000);
   for (unsigned long i = 0; i < 1500; i++) {
      two.first.push_back(1);
      mark.size(two.first.size());
   }
}
END
compile('size.cpp', 'g++', '-std=c++11', @strict, '-o', 'size', 'size.cpp')
   and works('size', "Container 'first' holds at least 1,024 bytes, more than its bound of 1,000");

# Also where what it holds is far behind its beginning.
write_file('wide.cpp', <<'END');
#include <vrleak.hpp>
#include <vector>
struct Table { long counters[20]; std::vector<char> rows; };
int main()
{
   Table table = {};
   VrleakContainer mark(table, "table", 0, 1000);
   table.rows.resize(1500);
   mark.size(1500);
}
END
compile('wide.cpp', 'g++', '-std=c++11', @strict, '-o', 'wide', 'wide.cpp')
   and works('wide', "Container 'table' holds at least 1,500 bytes, more than its bound of 1,000");

# ---- Rust ----

my $rustc = (grep { -x } "$ENV{HOME}/.cargo/bin/rustc", '/root/.cargo/bin/rustc', '/usr/bin/rustc')[0];
SKIP: {
   skip 'no rustc', 1 if !defined $rustc;
   write_file('shim.c', example('c'));
   write_file('program.rs', example('rust') . <<'END');
fn text(s: &'static [u8]) -> *const c_char { s.as_ptr() as *const c_char }

fn main() {
    let mut history: Vec<Box<[u8; 100]>> = Vec::with_capacity(100);
    let at = &history as *const _ as *const c_void;
    unsafe {
        vrleak_budget(1 << 30);
        vrleak_container(at, text(b"history\0"), 3, 0);
        for i in 0..4 {
            vrleak_checkpoint_begin(text(b"round\0"));
            history.push(Box::new([i; 100]));
            vrleak_container_size(at, history.len() as c_ulong);
            vrleak_checkpoint_end(text(b"round\0"));
            vrleak_epoch(text(b"round\0"));
        }
        vrleak_container_end(at);
    }
}
END
   compile('the shim', 'gcc', @strict, '-c', 'shim.c');
   local $ENV{RUSTUP_HOME} = $ENV{RUSTUP_HOME} // '/root/.rustup';
   compile('the Rust side', $rustc, '-g', '-C', 'link-arg=shim.o', '-o', 'rust', 'program.rs')
      and works('rust', "Three rounds of 'round' in a row left 300 bytes in 3 blocks behind",
                "Container 'history' has 4 items, more than its bound of 3");
}
done_testing;
