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

# Functions that pass a request on to an allocator: of no interest to who wants
# to know where memory goes.  C's, C++'s and Rust's.
my $ALLOCATOR = qr/^(?:
     (?:__(?:libc_|rust_|rdl_|rg_)|_Zn[aw]|[ck]?x)?(?:m|c|re|v|pv|ne|memalign|aligned_)?alloc(?:_zeroed|array)?
   | (?:posix_)?memalign | free | cfree | strn?dup | __strdup | asprintf | _?operator\ (?:new|delete)(?:\[\])?(?:\(.*)?
   | g_(?:try_)?(?:malloc|realloc|calloc)(?:0)?(?:_n)? | g_slice_alloc0? | reallocarray | realloc | calloc | malloc
   | __gnu_cxx::new_allocator<.* | std::__new_allocator<.* | std::allocator_traits<.*>::(?:de)?allocate.* | std::allocator<.*>::(?:de)?allocate.*
   | std::_(?:Vector|Deque|Hashtable|Rb_tree|List|Sp)[\w:<].*(?:_M_(?:allocate|get_node|create_storage|allocate_node)\w*)\(.*
   | (?:<.*)?alloc::alloc::.* | (?:<.*)?alloc::raw_vec::.* | (?:<.*)?alloc::boxed::box_new.* | alloc::alloc::exchange_malloc.*
   | (?:<.*)?hashbrown::raw::.*(?:new_uninitialized|alloc).* | core::alloc::.* | __rust_(?:re)?alloc(?:_zeroed)? | __rust_dealloc
)$/x;
my $PRELOAD = qr{(?:^|/)vgpreload_[^/]*\.so$};
my $BELOW_MAIN = qr/^(?:\(below main\)|__libc_start_main.*|__libc_start_call_main|_start|start_thread|clone3?|_dl_init|generic_start_main)$/;

sub new {
   my ($class, $frames) = @_;
   return bless { frames => $frames, named => [], called => [], role => [], key => [] }, $class;
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
   return ((map { $self->{called}[$_] //= $self->described($_) =~ s/:\d+\)$/)/r } reverse @callers), $self->described($innermost));
}

use constant { ALLOCATOR => 1, BELOW_MAIN => 2, OTHER => 3 };

sub _role {
   my ($self, $i) = @_;
   return $self->{role}[$i] //= do {
      my $frame = $self->{frames}[$i];
      my $fn = $frame->{fn} // '';
      ($frame->{obj} // '') =~ $PRELOAD || $fn =~ $ALLOCATOR ? ALLOCATOR : $fn =~ $BELOW_MAIN ? BELOW_MAIN : OTHER;
   };
}

# The stack without what the user did not write: the allocator's frames at its
# beginning, the start-up code at its end.  Never empty if the stack is not.
sub user_stack {
   my ($self, $stack) = @_;
   my ($from, $to) = (0, $#$stack);
   $from++ while $from < $to && $self->_role($stack->[$from]) == ALLOCATOR;
   $to--   while $to > $from && $self->_role($stack->[$to]) == BELOW_MAIN;
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

sub stack_key {
   my ($self, $stack) = @_;
   return join ' < ', map { $self->key($_) } @{ $self->user_stack($stack) };
}

1;
