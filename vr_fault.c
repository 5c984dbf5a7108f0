/* vr_fault.c: accesses that the processor refuses.  See vr_fault.h.

      processor ──SIGSEGV──> on_fault (ours)      note what was accessed
                               │
                               v
                             the core's handler   grows the stack, or
                               │
                               v
                             gdbserver_report_signal, wrapped:
                               │                  report the noted access
                               v
                             delivery to the client

   These places are reached through the linker's --wrap: the core installs its
   handlers with VG_(sigaction), asks VG_(gdbserver_report_signal) before it
   delivers any signal, fatal or handled, and stops all threads with
   VG_(nuke_all_threads_except) when a signal ends the process.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_fault.h"
#include "vr_errors.h"
#include "vr_guard.h"
#include "vr_hostcode.h"
#include "vr_options.h"
#include "vr_overflow.h"
#include "vr_protect.h"
#include "vr_shadow.h"
#include "libvex_guest_amd64.h"

Int           VR_(fatal_signal);
Bool        (*VR_(take_signal))(ThreadId tid, Int signal);

/* si_code of a general protection fault: no address is known. */
#define SI_KERNEL 0x80
/* Page fault error code, bit 1: it was a write. */
#define FAULT_WAS_WRITE 2
#define TRAP_PAGE_FAULT 14

typedef enum { Direction_Unknown, Direction_Read, Direction_Write } Direction;

/* The signal that was delivered last. */
static Int last_signal;

/* What the handler found out about the fault being delivered. */
static struct {
   Bool      valid;
   Addr      address;
   Direction direction;
} fault;

/* The access that an inline check reported last. */
static struct { ThreadId tid; Addr ip, address; SizeT size; } reported;

void VR_(fault_already_reported)(ThreadId tid, Addr a, SizeT size)
{
   reported.tid     = tid;
   reported.ip      = VG_(get_IP)(tid);
   reported.address = a;
   reported.size    = size;
}

/* An earlier pass over the same instruction may have gone elsewhere. */
static Bool is_already_reported(ThreadId tid, Addr ip, Addr a)
{
   return reported.tid == tid && reported.ip == ip
       && a - reported.address < reported.size;
}

/* ------------------------------------------------------------------ */
/*  In the signal handler: what was accessed                           */
/* ------------------------------------------------------------------ */

typedef void (*CoreHandler)(Int sig, vki_siginfo_t* info,
                            struct vki_ucontext* uc);

static CoreHandler core_handlers[_VKI_NSIG + 1];

static Bool is_canonical(Addr a)
{
   return (Long)(a << 16) >> 16 == (Long)a;
}

/* Was this the load of a check, and for which client address?  The check
   reads shadow_base + (a >> 3) while a is still in some register. */
static Bool is_shadow_load(const VrHostOperand* operand, const UWord regs[16],
                           /*OUT*/Addr* client_address)
{
   if (!operand->has_base || operand->has_index
       || operand->displacement != (Long)VR_(shadow_base))
      return False;
   for (UInt r = 0; r < 16; r++)
      if (regs[r] >> 3 == operand->base) {
         *client_address = regs[r];
         return True;
      }
   *client_address = operand->base << 3;
   return True;
}

/* The client is to see the fault of its own access, which comes right after
   the check's. */
static void present_as_client_fault(vki_siginfo_t* info, Addr a)
{
   if (is_canonical(a)) {
      info->si_code = VKI_SEGV_MAPERR;
      info->_sifields._sigfault._addr = (void*)a;
   } else {
      info->si_code = SI_KERNEL;
      info->_sifields._sigfault._addr = NULL;
   }
}

static void note_fault(vki_siginfo_t* info, const struct vki_sigcontext* c)
{
   UWord regs[16];
   VrHostOperand operand;
   Addr client_address;

   fault.valid     = True;
   fault.address   = (Addr)info->_sifields._sigfault._addr;
   fault.direction = c->trapno != TRAP_PAGE_FAULT ? Direction_Unknown
                   : c->err & FAULT_WAS_WRITE     ? Direction_Write
                                                  : Direction_Read;
   VR_(host_registers)(c, regs);
   if (!VR_(host_operand)((const UChar*)c->rip, regs, &operand))
      return;
   if (is_shadow_load(&operand, regs, &client_address)) {
      fault.address   = client_address;
      fault.direction = Direction_Unknown;
      present_as_client_fault(info, client_address);
   } else if (c->trapno != TRAP_PAGE_FAULT
              || fault.address - operand.address < 64) {
      /* The access begins at the operand; what the signal names is its first
         byte on a page that can't be reached. */
      fault.address = operand.address;
   }
}

static void on_fault(Int sig, vki_siginfo_t* info, struct vki_ucontext* uc)
{
   Bool from_processor = info->si_code > 0;

   if (from_processor && VR_(guarded)) {
      VR_(guard_divert)(&uc->uc_mcontext);
      return;
   }
   fault.valid = False;
   if (from_processor && VG_(in_generated_code))
      note_fault(info, &uc->uc_mcontext);
   core_handlers[sig](sig, info, uc);
   /* It returns only if the access just had to grow the stack. */
   fault.valid = False;
}

/* ------------------------------------------------------------------ */
/*  Before delivery: size and direction of the access                  */
/* ------------------------------------------------------------------ */

typedef struct { const IRExpr* address; SizeT size; Bool is_write; } Access;

static Bool never_chase(void* opaque, Addr a)            { return False; }
static UInt no_self_check(void* opaque, VexRegisterUpdates* updates,
                          const VexGuestExtents* extents) { return 0; }

/* The translator's view of the code at ip, unchecked. */
static IRSB* decode_guest_code(Addr ip)
{
   static UChar      no_code[16];
   static Int        no_code_used;
   VexGuestExtents   extents;
   VexTranslateArgs  args;
   VexTranslateResult result;
   VexRegisterUpdates updates;

   VG_(memset)(&args, 0, sizeof args);
   VG_(machine_get_VexArchInfo)(&args.arch_guest, &args.archinfo_guest);
   args.arch_host     = args.arch_guest;
   args.archinfo_host = args.archinfo_guest;
   LibVEX_default_VexAbiInfo(&args.abiinfo_both);
   args.abiinfo_both.guest_stack_redzone_size      = VG_STACK_REDZONE_SZB;
   args.abiinfo_both.guest_amd64_assume_fs_is_const = True;
   args.abiinfo_both.guest_amd64_assume_gs_is_const = True;
   args.guest_bytes       = (UChar*)ip;
   args.guest_bytes_addr  = ip;
   args.chase_into_ok     = never_chase;
   args.guest_extents     = &extents;
   args.host_bytes        = no_code;
   args.host_bytes_size   = sizeof no_code;
   args.host_bytes_used   = &no_code_used;
   args.needs_self_check  = no_self_check;
   args.disp_cp_xassisted = no_code;
   return LibVEX_FrontEnd(&args, &result, &updates);
}

static Bool access_of(const IRSB* sb, const IRStmt* st, /*OUT*/Access* access)
{
   IRType result, loaded;

   switch (st->tag) {
      case Ist_WrTmp:
         if (st->Ist.WrTmp.data->tag != Iex_Load)
            return False;
         access->address = st->Ist.WrTmp.data->Iex.Load.addr;
         access->size = sizeofIRType(st->Ist.WrTmp.data->Iex.Load.ty);
         access->is_write = False;
         return True;
      case Ist_Store:
         access->address = st->Ist.Store.addr;
         access->size = sizeofIRType(typeOfIRExpr(sb->tyenv,
                                                  st->Ist.Store.data));
         access->is_write = True;
         return True;
      case Ist_LoadG:
         access->address = st->Ist.LoadG.details->addr;
         typeOfIRLoadGOp(st->Ist.LoadG.details->cvt, &result, &loaded);
         access->size = sizeofIRType(loaded);
         access->is_write = False;
         return True;
      case Ist_StoreG:
         access->address = st->Ist.StoreG.details->addr;
         access->size = sizeofIRType(typeOfIRExpr(sb->tyenv,
                                        st->Ist.StoreG.details->data));
         access->is_write = True;
         return True;
      case Ist_CAS:               /* reads before it writes */
         access->address = st->Ist.CAS.details->addr;
         access->size = sizeofIRType(typeOfIRExpr(sb->tyenv,
                                        st->Ist.CAS.details->dataLo));
         access->is_write = False;
         return True;
      case Ist_Dirty:
         access->address = st->Ist.Dirty.details->mAddr;
         access->size = st->Ist.Dirty.details->mSize;
         access->is_write = st->Ist.Dirty.details->mFx == Ifx_Write;
         return st->Ist.Dirty.details->mFx != Ifx_None;
      default:
         return False;
   }
}

/* Values of temporaries, as far as they follow from registers by additions:
   enough to tell the two operands of a string move apart. */
typedef struct { ULong value; Bool known; } TempValue;

static TempValue value_of(const TempValue* temps, const IRExpr* e)
{
   TempValue unknown = { 0, False };

   if (e->tag == Iex_RdTmp)
      return temps[e->Iex.RdTmp.tmp];
   if (e->tag == Iex_Const && e->Iex.Const.con->tag == Ico_U64)
      return (TempValue){ e->Iex.Const.con->Ico.U64, True };
   return unknown;
}

static TempValue evaluate(ThreadId tid, const TempValue* temps,
                          const IRExpr* e)
{
   TempValue result = { 0, False };

   if (e->tag == Iex_Get && e->Iex.Get.ty == Ity_I64) {
      VG_(get_shadow_regs_area)(tid, (UChar*)&result.value, 0/*the registers*/,
                                e->Iex.Get.offset, sizeof result.value);
      result.known = True;
   } else if (e->tag == Iex_Binop
              && (e->Iex.Binop.op == Iop_Add64
                  || e->Iex.Binop.op == Iop_Sub64)) {
      TempValue left  = value_of(temps, e->Iex.Binop.arg1);
      TempValue right = value_of(temps, e->Iex.Binop.arg2);
      result.value = e->Iex.Binop.op == Iop_Add64 ? left.value + right.value
                                                  : left.value - right.value;
      result.known = left.known && right.known;
   } else {
      result = value_of(temps, e);
   }
   return result;
}

/* The access of the instruction at ip that hit the fault's address, as far as
   can be told: direction first, then address; else the instruction's first. */
static Access guest_access(ThreadId tid, Addr ip)
{
   Access best = { NULL, 1, fault.direction == Direction_Write };
   Access one;
   Int    best_score = -1;
   IRSB*  sb = decode_guest_code(ip);
   Int    i = 0;

   if (sb == NULL)
      return best;

   TempValue temps[sb->tyenv->types_used];
   VG_(memset)(temps, 0, sizeof temps);
   while (i < sb->stmts_used && sb->stmts[i]->tag != Ist_IMark)
      i++;
   for (i++; i < sb->stmts_used && sb->stmts[i]->tag != Ist_IMark; i++) {
      const IRStmt* st = sb->stmts[i];
      if (access_of(sb, st, &one)) {
         TempValue address = value_of(temps, one.address);
         Bool right_way = fault.direction != Direction_Unknown
                       && one.is_write == (fault.direction == Direction_Write);
         Bool right_place = address.known && address.value == fault.address;
         Int  score = 2 * right_way + right_place;
         if (score > best_score) {
            best = one;
            best_score = score;
         }
      } else if (st->tag == Ist_WrTmp) {
         temps[st->Ist.WrTmp.tmp] = evaluate(tid, temps, st->Ist.WrTmp.data);
      }
   }
   return best;
}

/* Memory that is mapped for the client is addressable; using it in a way that
   its protection does not permit is not our error, and garbage collectors live
   by it.  A mapping that never had any permission is a guard. */
static Bool is_mapped_for_client(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);
   return VR_(is_client_segment)(seg)
       && (VR_(has_permissions)(seg) || VR_(protected_by_client)(a));
}

/* We are in the signal's handler, and it is blocked; but the trace may have to
   be read under guard (vr_guard.h). */
static void allow_faults(/*OUT*/vki_sigset_t* old)
{
   vki_sigset_t faults;

   VG_(sigemptyset)(&faults);
   VG_(sigaddset)(&faults, VKI_SIGSEGV);
   VG_(sigaddset)(&faults, VKI_SIGBUS);
   VG_(sigprocmask)(VKI_SIG_UNBLOCK, &faults, old);
}

static void report_fault(ThreadId tid)
{
   Addr ip = VG_(get_IP)(tid);

   if (!VR_(options).check_accesses
       || is_already_reported(tid, ip, fault.address))
      return;
   if (VR_(overflow_fault)(tid, fault.address))
      return;
   Access access = guest_access(tid, ip);
   if (is_mapped_for_client(fault.address)
       && is_mapped_for_client(fault.address + access.size - 1))
      return;
   VR_(error_access)(tid, fault.address, access.size, access.is_write);
}

/* ------------------------------------------------------------------ */
/*  The wrapped functions of the core                                  */
/* ------------------------------------------------------------------ */

extern Int  __real_vgPlain_sigaction(Int sig, const vki_sigaction_toK_t* act,
                                     vki_sigaction_fromK_t* old);
extern Int  __wrap_vgPlain_sigaction(Int sig, const vki_sigaction_toK_t* act,
                                     vki_sigaction_fromK_t* old);
extern Bool __real_vgPlain_gdbserver_report_signal(vki_siginfo_t* info,
                                                   ThreadId tid);
extern Bool __wrap_vgPlain_gdbserver_report_signal(vki_siginfo_t* info,
                                                   ThreadId tid);
extern void __real_vgPlain_nuke_all_threads_except(ThreadId me, Int why);
extern void __wrap_vgPlain_nuke_all_threads_except(ThreadId me, Int why);

/* Does it store at a new SP? */
static Bool is_push_or_call(const UChar* code)
{
   UChar digit;

   if ((code[0] & 0xF0) == 0x40)                   /* REX */
      code++;
   digit = (code[1] >> 3) & 7;
   return (code[0] & 0xF8) == 0x50 || code[0] == 0x68 || code[0] == 0x6A
       || code[0] == 0xE8 || (code[0] == 0xFF && (digit == 2 || digit == 6));
}

/* VEX moves SP before it stores; the processor, when it refuses, has not.  A handler
   that makes the stack larger has the instruction executed again. */
static void move_sp_back(ThreadId tid)
{
   const SizeT longest = 3;
   Addr sp = VG_(get_SP)(tid), ip = VG_(get_IP)(tid);

   if (fault.address - sp >= sizeof(UWord)
       || !VG_(am_is_valid_for_client)(ip, longest, VKI_PROT_EXEC)
       || !is_push_or_call((const UChar*)ip))
      return;
   sp += sizeof(UWord);
   VG_(set_shadow_regs_area)(tid, 0/*the registers themselves*/,
                             offsetof(VexGuestAMD64State, guest_RSP),
                             sizeof sp, (const UChar*)&sp);
}

/* The core believes that its own handler is installed. */
Int __wrap_vgPlain_sigaction(Int sig, const vki_sigaction_toK_t* act,
                             vki_sigaction_fromK_t* old)
{
   if (sig != VKI_SIGSEGV && sig != VKI_SIGBUS)
      return __real_vgPlain_sigaction(sig, act, old);

   CoreHandler previous = core_handlers[sig];
   vki_sigaction_toK_t ours;
   if (act != NULL) {
      ours = *act;
      if (ours.ksa_handler != VKI_SIG_DFL && ours.ksa_handler != VKI_SIG_IGN) {
         core_handlers[sig] = (CoreHandler)(void*)ours.ksa_handler;
         ours.ksa_handler = (void*)on_fault;
      }
      act = &ours;
   }
   Int res = __real_vgPlain_sigaction(sig, act, old);
   if (old != NULL && (void*)old->ksa_handler == (void*)on_fault)
      old->ksa_handler = (void*)previous;
   return res;
}

Bool __wrap_vgPlain_gdbserver_report_signal(vki_siginfo_t* info, ThreadId tid)
{
   if (VR_(take_signal) != NULL && VR_(take_signal)(tid, info->si_signo))
      return False;
   last_signal = info->si_signo;
   if (info->si_signo == VKI_SIGSEGV && fault.valid) {
      vki_sigset_t old;
      fault.valid = False;
      allow_faults(&old);
      report_fault(tid);
      VG_(sigprocmask)(VKI_SIG_SETMASK, &old, NULL);
      move_sp_back(tid);
   }
   return __real_vgPlain_gdbserver_report_signal(info, tid);
}

/* Why threads end: the core's VgSchedReturnCode. */
enum { VrEnd_None, VrEnd_Thread, VrEnd_Process, VrEnd_FatalSignal };

void __wrap_vgPlain_nuke_all_threads_except(ThreadId me, Int why)
{
   if (why == VrEnd_FatalSignal)
      VR_(fatal_signal) = last_signal;
   __real_vgPlain_nuke_all_threads_except(me, why);
}
