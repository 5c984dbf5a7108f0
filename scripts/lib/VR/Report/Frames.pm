# VR::Report::Frames: what a code location is called.
#
# A report's frames are looked at again and again (each is in hundreds of
# stacks), so what is found out about one is kept.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Frames;
use strict;
use warnings;
use File::Basename qw(basename);

# Functions that allocate or free, under the names that they have without the
# tool's own in front of them.
my $ALLOCATOR = qr/^(?:
     (?:__libc_)?(?:malloc|calloc|realloc|memalign|valloc|pvalloc|free|cfree|aligned_alloc|posix_memalign|reallocarray)
   | operator\ (?:new|delete)(?:\[\])?(?:\(.*)?
   | __(?:rust|rdl|rg)_(?:alloc|dealloc|realloc|alloc_zeroed)
   | _?_?strn?dup | v?asprintf
)$/x;
# C++'s and Rust's libraries: what is between an allocator and the user's line.
my $LIBRARY = qr/^(?:(?:void|bool|char|int|long|short|unsigned)[\w *&]*\ )?<*(?:std|__gnu_cxx|core|alloc|hashbrown)::/x;
my $LIBRARY_FILE = qr{^/rustc/|/rustlib/src/|/library/(?:std|core|alloc)/src/|/hashbrown-[\d.]+/|^/usr/include/c\+\+/};
my $PRELOAD = qr{(?:^|/)vgpreload_[^/]*\.so$};
my $BELOW_MAIN = qr/^(?:\(below\ main\)|__libc_start_main.*|__libc_start_call_main|_start|start_thread|clone3?|_dl_init|_dl_start_user)$/x;
my $LOADER = qr{(?:^|/)ld(?:-linux[^/]*|-[\d.]+|64)?\.so[^/]*$};         # often without names of functions

sub new {
   my ($class, $frames) = @_;
   return bless { frames => $frames, named => [], called => [], key => [] }, $class;
}

sub get   { $_[0]{frames}[ $_[1] ] }
sub count { scalar @{ $_[0]{frames} } }

# The function, or what else there is to say.
sub name {
   my ($self, $i) = @_;
   return $self->{named}[$i] //= do {
      my $frame = $self->{frames}[$i];
      defined $frame->{fn} && length $frame->{fn} ? $frame->{fn}
         : defined $frame->{obj} ? "$frame->{ip} in " . basename($frame->{obj}) : $frame->{ip};
   };
}

# file.c:12; the object if there is no debug information; or nothing.
sub place {
   my ($self, $i) = @_;
   my $frame = $self->{frames}[$i];
   return basename($frame->{file}) . ($frame->{line} ? ":$frame->{line}" : '') if defined $frame->{file};
   return defined $frame->{obj} && defined $frame->{fn} ? 'in ' . basename($frame->{obj}) : '';
}

sub described {
   my ($self, $i) = @_;
   my $place = $self->place($i);
   return $self->name($i) . (length $place ? " ($place)" : '');
}

# The names of a stack's functions with their files, outermost first: what flame graphs
# show.  Only the innermost has a line: calls from several lines of a function are
# one box, allocations in several lines are not.
sub path {
   my ($self, $stack) = @_;
   my ($innermost, @callers) = @{ $self->user_stack($stack) };
   return () unless defined $innermost;
   return ((map { $self->called($_) } reverse @callers), $self->described($innermost));
}

sub called { my ($self, $i) = @_; return $self->{called}[$i] //= $self->described($i) =~ s/:\d+\)$/)/r }

use constant { ALLOCATOR => 1, LIBRARY => 2, BELOW_MAIN => 3, RUST_START => 4, NOWHERE => 5, OTHER => 6 };

sub _role {
   my ($frame) = @_;
   my $fn = $frame->{fn} // '';
   return ($frame->{obj} // '') =~ $PRELOAD || $fn =~ $ALLOCATOR ? ALLOCATOR
        : $fn =~ $BELOW_MAIN || $fn eq '' && ($frame->{obj} // '') =~ $LOADER ? BELOW_MAIN
        : $fn =~ /__rust_begin_short_backtrace/ ? RUST_START : $fn eq '' && !defined $frame->{obj} ? NOWHERE
        : $fn =~ $LIBRARY || ($frame->{file} // '') =~ $LIBRARY_FILE ? LIBRARY : OTHER;
}

# The stack without what the user did not write: the allocator's frames at its
# beginning and the library's that lead to them, the start-up code at its end.
# Never empty if the stack is not.
sub user_stack {
   my ($self, $stack) = @_;
   my $role = $self->{role} //= [ map { _role($_) } @{ $self->{frames} } ];
   my ($from, $to) = (0, $#$stack);
   if (@$stack && $role->[ $stack->[0] ] == ALLOCATOR) {
      $from++ while $from < $to && $role->[ $stack->[$from] ] <= LIBRARY;
   }
   # Rust calls main, and what a thread runs, by this function and one of "core", which
   # may be where a stack was cut off.
   if ($self->{has_rust} //= grep { $_ == RUST_START } @$role) {
      my ($start) = grep { $role->[ $stack->[$_] ] == RUST_START } $from .. $to;
      $to = $start - 1 if defined $start && $start > $from;
      $to-- while $to > $from && $self->name($stack->[$to]) =~ /\bcore::ops::function::Fn\w*\b.*::call_once\b/;
   }
   # What the loader runs before main is called by nothing: argc and the addresses of arguments follow.
   my $end = $to;
   $end-- while $end > $from && $role->[ $stack->[$end] ] == NOWHERE;
   $to = $end if $end < $to && $role->[ $stack->[$end] ] == BELOW_MAIN;
   $to-- while $to > $from && $role->[ $stack->[$to] ] == BELOW_MAIN;
   return [ @$stack[$from .. $to] ];
}

# What remains the same when lines move, addresses change and hashes are made
# anew: the function's name and the file's, or the object's.
sub key {
   my ($self, $i) = @_;
   return $self->{key}[$i] //= do {
      my $frame = $self->{frames}[$i];
      my $where = basename($frame->{file} // $frame->{obj} // '');
      my $fn = $frame->{fn} // '?';
      $fn =~ s/::h[0-9a-f]{16}\b//g;                 # Rust, old mangling
      $fn =~ s/\[[0-9a-f]{8,16}\]//g;                # Rust, v0
      $fn =~ s/\.(?:part|isra|constprop|cold|lto_priv|llvm)(?:\.\d+)*//g;
      $where =~ s/\.so[\d.]*$/.so/;
      "$fn\@$where";
   };
}

# The same for stacks that look the same.
sub shown {
   my ($self, $stack) = @_;
   my $same = $self->{same} //= do { my %first; [ map { $first{ $self->described($_) } //= $_ } 0 .. $#{ $self->{frames} } ] };
   return pack 'L*', @$same[ @{ $self->user_stack($stack) } ];
}

# The same for stacks with the same key, in less memory.
sub stack_id {
   my ($self, $stack) = @_;
   my $same = $self->{same_key} //= do { my %first; [ map { $first{ $self->key($_) } //= $_ } 0 .. $#{ $self->{frames} } ] };
   return pack 'L*', @$same[ @{ $self->user_stack($stack) } ];
}

sub stack_key {
   my ($self, $stack) = @_;
   return join ' < ', map { $self->key($_) } @{ $self->user_stack($stack) };
}

1;
