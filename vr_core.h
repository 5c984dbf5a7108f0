/* vr_core.h: what the rest of vrleak sees of Valgrind's core.

   A Valgrind tool is a set of callbacks linked with the core's static
   libraries.  The public part of the core is declared in pub_tool_*.h; a few
   functions that vrleak needs have external linkage but no public header.
   They are declared here, and only here, each with the reason and the first
   core release it was checked against, so that a change in the core shows up
   in one place.

   Every file of the tool includes this one first; it includes none of ours.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CORE_H
#define VR_CORE_H

#include "pub_tool_basics.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"
#include "pub_tool_aspacemgr.h"
#include "pub_tool_clientstate.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_errormgr.h"
#include "pub_tool_execontext.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_libcsignal.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_oset.h"
#include "pub_tool_replacemalloc.h"
#include "pub_tool_signals.h"
#include "pub_tool_stacktrace.h"
#include "pub_tool_threadstate.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_xarray.h"
#include "libvex.h"
#include "pub_tool_addrinfo.h"    /* these need the types of the others */
#include "pub_tool_xtree.h"
#include "pub_tool_xtmemory.h"

/* All our global names: VR_(heap_alloc) is vrleak_heap_alloc to the linker. */
#define VR_(name) VGAPPEND(vrleak_, name)

/* Exit statuses of runs that could not begin, beside the core's 1 for bad
   options and suppression files.  Documented in docs/manual.md. */
#define VR_EXIT_NO_ADDRESS_SPACE 3
#define VR_EXIT_NO_REPORT_FILE   4

/* ---- core functions without a public header (checked: 3.19, 3.28) ---- */

/* Reserves address space on behalf of somebody other than the core: it will
   neither place mappings there nor let the client do so.  False if the range
   is not free.  The mode is a ShrinkMode: SmFixed. */
extern Bool VG_(am_create_reservation)(Addr start, SizeT length,
                                       ShrinkMode mode, SSizeT extra);

/* The mmap system call, without a word to the address space manager. */
extern SysRes VG_(am_do_mmap_NO_NOTIFY)(Addr start, SizeT length, UInt prot,
                                        UInt flags, Int fd, Off64T offset);

/* Zeroed memory of our own, which costs nothing until it is touched.  (The
   public wrapper returns different types in different releases.) */
extern SysRes VG_(am_mmap_anon_float_valgrind)(SizeT length);

/* size bytes of it, for tables as large as the heap; NULL if there is none to be
   had, which may be given back, too. */
static inline void* VR_(get_memory)(SizeT size)
{
   SysRes res = VG_(am_mmap_anon_float_valgrind)(VG_PGROUNDUP(size + 1));

   return sr_isError(res) ? NULL : (void*)sr_Res(res);
}

static inline void VR_(give_back_memory)(void* memory, SizeT size)
{
   if (memory != NULL)
      VG_(am_munmap_valgrind)((Addr)memory, VG_PGROUNDUP(size + 1));
}

/* The mapping (or reservation) next to one. */
extern const NSegment* VG_(am_next_nsegment)(const NSegment* here,
                                             Bool forwards);

/* Client memory marked as heap: the leak scan does not take it for roots. */
extern SysRes VG_(am_mmap_client_heap)(SizeT length, Int prot);

/* Client memory at a fixed address, whatever of the client's is there. */
extern SysRes VG_(am_mmap_anon_fixed_client)(Addr start, SizeT length,
                                             UInt prot);
extern Bool VG_(am_covered_by_single_free_segment)(Addr start, SizeT length);

/* Marks the mapping that begins at start as heap, which the core has no function
   for; its table of mappings can be written. */
static inline void VR_(say_it_is_heap)(Addr start)
{
   ((NSegment*)VG_(am_find_nsegment)(start))->isCH = True;
}

/* --read-inline-info: off by default for all tools but the core's own. */
extern Bool VG_(clo_read_inline_info);

/* --read-var-info. */
extern Bool VG_(clo_read_var_info);

/* Throws away translated code, for which another translation is wanted.  Not
   while translated code runs: a client request is a good moment. */
extern void VG_(discard_translations)(Addr guest_start, ULong range,
                                      const HChar* who);

/* Any system call. */
extern SysRes VG_(do_syscall)(UWord number, RegWord a1, RegWord a2, RegWord a3,
                              RegWord a4, RegWord a5, RegWord a6, RegWord a7,
                              RegWord a8);

/* "No such file or directory" for an error's number. */
extern const HChar* VG_(strerror)(UWord error);

/* A descriptor of the main executable (of the interpreter, for a script). */
extern Int VG_(cl_exec_fd);

/* What --tool= said; the core prints it as <protocoltool>. */
extern const HChar* VG_(clo_toolname);

/* --realloc-zero-bytes-frees belongs to the core from 3.21 on (and then has a
   public header); weak, so that its address tells whether this core has it. */
extern Bool VG_(clo_realloc_zero_bytes_frees) __attribute__((weak));

/* --demangle and --default-suppressions. */
extern Bool VG_(clo_demangle);
extern Bool VG_(clo_default_supp);

/* A name as the linker knows it becomes one as it is shown, if --demangle says
   so (or the same).  The result is valid until the next call. */
extern void VG_(demangle)(Bool cxx_and_rust, Bool z_encoded, const HChar* name,
                          const HChar** shown);

/* The files of --suppressions and default.supp (an XArray of HChar*), and
   loading one more. */
extern XArray* VG_(clo_suppressions);
extern void VG_(add_suppression_file)(const HChar* filename);

/* The addresses of a recorded stack, all of them: the public way to visit them
   stops at main. */
extern Addr* VG_(get_ExeContext_StackTrace)(ExeContext* where);

/* A function's name as suppressions see it.  Without a cursor: not that of an
   inlined one. */
extern Bool VG_(get_fnname_no_cxx_demangle)(DiEpoch epoch, Addr ip,
                                            const HChar** name,
                                            const InlIPCursor* cursor);

/* How far an instruction is from the beginning of its function. */
extern Bool VG_(get_inst_offset_in_function)(DiEpoch ep, Addr a,
                                             /*OUT*/PtrdiffT* offset);

/* The symbols of an object that is mapped, by number.  On amd64 the core's
   SymAVMAs is the address alone; pointers may be NULL. */
extern Int  VG_(DebugInfo_syms_howmany)(const DebugInfo* info);
extern void VG_(DebugInfo_syms_getidx)(const DebugInfo* info, Int i,
                                       /*OUT*/Addr* start, /*OUT*/UInt* size,
                                       /*OUT*/const HChar** name,
                                       /*OUT*/const HChar*** other_names,
                                       /*OUT*/Bool* is_text,
                                       /*OUT*/Bool* is_ifunc,
                                       /*OUT*/Bool* is_global);

/* Is there such a thread?  Of those that are ending with the process, whose
   registers VG_(apply_to_GP_regs) still shows, not. */
extern Bool VG_(is_valid_tid)(ThreadId tid);

/* The frame pointer of a thread; its companions get_IP and get_SP are public. */
extern Addr VG_(get_FP)(ThreadId tid);

/* The unwinder itself: from the given registers on, on a stack that ends at
   fp_max.  The registers' declaration is the core's own for all platforms, as
   amd64 has it; the union's largest member takes ten words. */
typedef struct {
   ULong r_pc, r_sp;
   union { struct { ULong r_rbp; } AMD64; ULong largest[10]; } misc;
} UnwindStartRegs;
extern UInt VG_(get_StackTrace_wrk)(ThreadId tid, /*OUT*/Addr* ips, UInt n_ips,
                                    /*OUT*/Addr* sps, /*OUT*/Addr* fps,
                                    const UnwindStartRegs* regs, Addr fp_max);
/* One step of it, by the debug information for uregs' ip; False: there is none. */
typedef struct { Addr xip, xsp, xbp; } D3UnwindRegs;
extern Bool VG_(use_CF_info)(/*MOD*/D3UnwindRegs* uregs,
                             Addr min_accessible, Addr max_accessible);
extern void VG_(get_UnwindStartRegs)(/*OUT*/UnwindStartRegs* regs,
                                     ThreadId tid);

/* The core's knowledge of stacks, which vr_corestacks.c has in its stead.  Both
   ends are included. */
extern UWord VG_(register_stack)(Addr start, Addr end);
extern void  VG_(deregister_stack)(UWord id);
extern void  VG_(change_stack)(UWord id, Addr start, Addr end);
extern void  VG_(stack_limits)(Addr a, Addr* start, Addr* end);
extern VG_REGPARM(3)
void VG_(unknown_SP_update_w_ECU)(Addr old_sp, Addr new_sp, UInt ecu);
extern VG_REGPARM(2)
void VG_(unknown_SP_update)(Addr old_sp, Addr new_sp);

/* --merge-recursive-frames. */
extern Int VG_(clo_merge_recursive_frames);

/* What processor this is, as the translator wants to know it. */
extern void VG_(machine_get_VexArchInfo)(VexArch*, VexArchInfo*);

/* Where tid goes on. */
extern void VG_(set_IP)(ThreadId tid, Addr ip);

/* May vrleak's own process read (write, execute) this file?  0: yes. */
extern Int VG_(access)(const HChar* path, Bool read, Bool write, Bool execute);

/* How many errors there have been, those that were suppressed left out. */
extern UInt VG_(get_n_errs_found)(void);

/* Whether translated code (or a helper called from it) runs right now. */
extern Bool VG_(in_generated_code);

/* What the program's system calls about signals come down to. */
extern SysRes VG_(do_sys_sigaction)(Int signal, const vki_sigaction_toK_t* act,
                                    /*OUT*/vki_sigaction_fromK_t* old);
extern SysRes VG_(do_sys_sigprocmask)(ThreadId tid, Int how, vki_sigset_t* set,
                                      /*OUT*/vki_sigset_t* old);

extern Int VG_(sigemptyset)(vki_sigset_t* set);
extern Int VG_(sigaddset)(vki_sigset_t* set, Int signal);
extern Int VG_(sigismember)(const vki_sigset_t* set, Int signal);

/* Takes a pending signal of the set, if there is one; its number or 0. */
extern Int VG_(sigtimedwait_zero)(const vki_sigset_t* set,
                                  /*OUT*/vki_siginfo_t* info);

/* Where the log and the XML report go; fd -1: nowhere. */
typedef enum { VgLogTo_Fd, VgLogTo_File, VgLogTo_Socket } VgLogTo;
typedef struct {
   Int     fd;
   VgLogTo type;
   HChar*  fsname_expanded;      /* of a file or socket                     */
} OutputSink;
extern OutputSink VG_(log_output_sink);
extern OutputSink VG_(xml_output_sink);

/* --log-file and --xml-file as the user wrote them, and
   --child-silent-after-fork. */
extern const HChar* VG_(clo_log_fname_unexpanded);
extern const HChar* VG_(clo_xml_fname_unexpanded);
extern Bool VG_(clo_child_silent_after_fork);

/* What a log or an XML document begins with, and the time in its <status>. */
extern void VG_(print_preamble)(Bool logging_to_fd);
extern void VG_(elapsed_wallclock_time)(/*OUT*/HChar* buf, SizeT bufsize);

/* Moves a descriptor to where the client neither sees nor inherits it. */
extern Int VG_(safe_fd)(Int fd);

/* Can this be executed? */
extern SysRes VG_(pre_exec_check)(const HChar* program, Int* fd,
                                  Bool allow_setuid);

/* Unmaps client memory.  *discard: translations of what was there must go. */
extern SysRes VG_(am_munmap_client)(/*OUT*/Bool* discard, Addr start,
                                    SizeT length);

/* ---- small questions to the kernel and the core that several files ask ---- */

/* Tells the kernel that the contents of these pages are no longer needed: it
   takes the memory, and supplies zeroes when it is touched again.  False if it
   doesn't want to (locked memory, or no such mapping any more). */
static inline Bool VR_(give_back_pages)(Addr start, SizeT n)
{
   enum { madv_dontneed = 4 };   /* not among the core's vki constants */
   return !sr_isError(VG_(do_syscall)(__NR_madvise, start, n, madv_dontneed,
                                      0, 0, 0, 0, 0));
}

/* Is this a mapping of the client's, whatever its permissions? */
static inline Bool VR_(is_client_segment)(const NSegment* seg)
{
   return seg != NULL
       && (seg->kind == SkAnonC || seg->kind == SkFileC || seg->kind == SkShmC);
}

static inline Bool VR_(has_permissions)(const NSegment* seg)
{
   return seg->hasR || seg->hasW || seg->hasX;
}

#endif
