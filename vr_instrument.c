/* vr_instrument.c: the pass over VEX IR.  See vr_instrument.h.

   For an access of `size` bytes (1, 2, 4, 8) at address a the pass emits

       bits = load16(shadow_base + (a >> 3)) >> (a & 7)
       if (bits & ((1 << size) - 1))   call cold_helper(a)

   and for 16- and 32-byte accesses the same with a 32- or 64-bit load.  The
   address is the call's only argument, since arguments are set up before the
   guard is tested; size and direction are in the choice of the helper.

   With --check-stack=yes it first tests the address against the dead part of
   the stack, see vr_stacks.h: once for all addresses of the block that are a
   known distance apart.

   Not checked:
     - addresses that are SP plus a constant: a frame is as valid as its SP
       (with --check-stack=yes, if the red zone does not end above);
     - addresses that are %fs plus a constant: static thread-local storage;
     - constant addresses: globals (except near NULL);
   unless the client marks such memory itself, see vr_clientmarks.h.

   The walk knows nothing of what a check looks like beyond check_access();
   a second pass beside it can share the walk.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_instrument.h"
#include "vr_badaccess.h"
#include "vr_clientmarks.h"
#include "vr_descents.h"
#include "vr_options.h"
#include "vr_places.h"
#include "vr_shadow.h"
#include "vr_stackmarks.h"
#include "vr_stacks.h"
#include "vr_stats.h"
#include "vr_watch.h"
#include "vr_overflow.h"

/* ------------------------------------------------------------------ */
/*  State of one superblock's pass                                     */
/* ------------------------------------------------------------------ */

/* Of the addresses that share a root (see vr_places.h). */
typedef struct {
   Long    lowest;         /* the lowest that is accessed in this block      */
   Bool    is_used;        /* is any?                                        */
   Bool    is_tested;      /* have they been tested for dead stack ...       */
   VrPlace sp;             /* ... when SP was this?                          */
} Root;

/* What a temporary is known to hold: something that is a constant distance from
   SP or %fs; or something else that was computed from SP (alloca). */
typedef enum { Trust_None, Trust_Sp, Trust_Fs, Trust_FromSp } Trust;

typedef struct {
   IRSB*  in;
   IRSB*  out;
   Int    next;            /* index in `in` of the statement after this one  */
   UChar* trusted;         /* per temp of `in`: a Trust                      */
   IRTemp modify_checked;  /* address whose store in this instruction was
                              covered together with its load                 */
   Addr   ip;              /* the instruction being looked at                */
   Addr   guest_rip;       /* what the guest's RIP holds here                */
   VrPlaces places;
   Root*  roots;           /* NULL: --check-stack=no                         */
   UChar* descents;        /* per statement of `in`, see vr_descents.h; NULL:
                              overflow of stacks is not looked for           */
   Bool   follow_sp;       /* look at changes of SP?                         */
} Pass;

static void emit(Pass* pass, IRStmt* st)
{
   addStmtToIRSB(pass->out, st);
}

static IRExpr* emit_temp(Pass* pass, IRType ty, IRExpr* e)
{
   IRTemp t = newIRTemp(pass->out->tyenv, ty);
   emit(pass, IRStmt_WrTmp(t, e));
   return IRExpr_RdTmp(t);
}

static IRExpr* u64(ULong n) { return IRExpr_Const(IRConst_U64(n)); }
static IRExpr* u8(UChar n)  { return IRExpr_Const(IRConst_U8(n)); }

/* ------------------------------------------------------------------ */
/*  Emitting one check                                                 */
/* ------------------------------------------------------------------ */

/* The bits of the map from address a's on, as a 64-bit value; at least `size`
   of them are meaningful. */
static IRExpr* emit_shadow_bits(Pass* pass, IRExpr* a, SizeT size)
{
   IRExpr* group = emit_temp(pass, Ity_I64, IRExpr_Binop(Iop_Shr64, a, u8(3)));
   IRExpr* place = emit_temp(pass, Ity_I64,
                             IRExpr_Binop(Iop_Add64, group,
                                          u64(VR_(shadow_base))));
   IRExpr* bits;

   /* An access of n bytes at any alignment spans n + 7 bits. */
   if (size <= 8) {
      bits = emit_temp(pass, Ity_I16, IRExpr_Load(Iend_LE, Ity_I16, place));
      bits = emit_temp(pass, Ity_I64, IRExpr_Unop(Iop_16Uto64, bits));
   } else if (size <= 16) {
      bits = emit_temp(pass, Ity_I32, IRExpr_Load(Iend_LE, Ity_I32, place));
      bits = emit_temp(pass, Ity_I64, IRExpr_Unop(Iop_32Uto64, bits));
   } else {
      bits = emit_temp(pass, Ity_I64, IRExpr_Load(Iend_LE, Ity_I64, place));
   }
   IRExpr* low   = emit_temp(pass, Ity_I64, IRExpr_Binop(Iop_And64, a, u64(7)));
   IRExpr* shift = emit_temp(pass, Ity_I8, IRExpr_Unop(Iop_64to8, low));
   return emit_temp(pass, Ity_I64, IRExpr_Binop(Iop_Shr64, bits, shift));
}

static UInt log2_of_size(SizeT size)
{
   return __builtin_ctzl(size);
}

static Bool has_cold_helper(SizeT size)
{
   return size >= 1 && size <= 32 && (size & (size - 1)) == 0;
}

static IRExpr* emit_binop(Pass* pass, IROp op, IRExpr* left, IRExpr* right)
{
   return emit_temp(pass, Ity_I64, IRExpr_Binop(op, left, right));
}

static VG_REGPARM(1) void stack_suspected(void)
{
   VR_(stats).cold_calls++;
   VR_(stack_mark_dead)(VG_(get_running_tid)());
}

/* Is some byte from `below' bytes below a on in the window below SP?  Then the
   checks that follow need marks there: see vr_stacks.h. */
static void emit_stack_test(Pass* pass, IRExpr* a, Long below)
{
   IRExpr* sp     = emit_temp(pass, Ity_I64,
                       IRExpr_Get(offsetof(VexGuestAMD64State, guest_RSP),
                                  Ity_I64));
   IRExpr* under  = emit_binop(pass, Iop_Sub64, sp, a);
   IRExpr* depth  = emit_binop(pass, Iop_Sub64, under,
                               u64(VG_STACK_REDZONE_SZB + 1 - below));
   IRExpr* window = emit_temp(pass, Ity_I64,
                              IRExpr_Get(VR_STACK_OFFSET(window), Ity_I64));
   IRDirty* call  = unsafeIRDirty_0_N(0, "stack_suspected", stack_suspected,
                                      mkIRExprVec_0());

   VR_(stats).stack_checks++;
   call->guard = emit_temp(pass, Ity_I1,
                           IRExpr_Binop(Iop_CmpLT64U, depth, window));
   emit(pass, IRStmt_Dirty(call));
}

/* Addresses of one root need one test, of the lowest, as long as SP has at
   most gone down. */
static Bool is_tested(const Pass* pass, const Root* root)
{
   return root->is_tested
       && root->sp.root == pass->places.sp.root
       && root->sp.offset >= pass->places.sp.offset;
}

static void check_stack(Pass* pass, IRExpr* a)
{
   if (a->tag != Iex_RdTmp || a->Iex.RdTmp.tmp >= pass->places.n_temps) {
      emit_stack_test(pass, a, 0);
      return;
   }
   VrPlace place = pass->places.of_temp[a->Iex.RdTmp.tmp];
   Root*   root  = &pass->roots[place.root];
   Long    below = 0;

   if (!VR_(is_sp)(&pass->places, place)) {
      if (is_tested(pass, root))
         return;
      below = place.offset - root->lowest;
   }
   root->is_tested = True;
   root->sp        = pass->places.sp;
   emit_stack_test(pass, a, below);
}

static void emit_inline_check(Pass* pass, IRExpr* a, SizeT size,
                              VrAccessKind kind)
{
   const VrColdHelper* helper = VR_(cold_helper)(kind, log2_of_size(size));
   IRExpr* bits  = emit_shadow_bits(pass, a, size);
   IRExpr* mine  = emit_temp(pass, Ity_I64,
                             IRExpr_Binop(Iop_And64, bits,
                                          u64((1UL << size) - 1)));
   IRExpr* guard = emit_temp(pass, Ity_I1, IRExpr_Unop(Iop_CmpNEZ64, mine));

   VR_(stats).checks++;
   IRDirty* call = unsafeIRDirty_0_N(1, helper->name, helper->fn,
                                     mkIRExprVec_1(a));
   call->guard = guard;
   emit(pass, IRStmt_Dirty(call));
}

static void emit_odd_check(Pass* pass, IRExpr* a, SizeT size, VrAccessKind kind)
{
   VR_(stats).checks++;
   IRDirty* call = unsafeIRDirty_0_N(3, "check_odd_access",
                                     VR_(check_odd_access),
                                     mkIRExprVec_3(a, u64(size), u64(kind)));
   emit(pass, IRStmt_Dirty(call));
}

/* Is a, an offset from SP, one that may lie beyond the red zone? */
static Bool is_below_sp(const Pass* pass, const IRExpr* a)
{
   if (pass->roots == NULL)
      return False;
   VrPlace place = pass->places.of_temp[a->Iex.RdTmp.tmp];
   VrPlace sp    = pass->places.sp;
   return VR_(is_sp)(&pass->places, place)
       && (place.root != sp.root
           || place.offset - sp.offset < -VG_STACK_REDZONE_SZB);
}

static Bool needs_check(const Pass* pass, const IRExpr* a)
{
   if (UNLIKELY(VR_(watching)))
      return a->tag != Iex_Const
          || a->Iex.Const.con->Ico.U64 < VR_ADDRESS_LIMIT;
   if (!VR_(options).check_accesses)
      return VR_(unchecked)(VrUnchecked_Off);
   if (a->tag == Iex_Const)
      return a->Iex.Const.con->Ico.U64 < VR_NULL_PAGE_SIZE
          || VR_(marks_outside_heap)
          || VR_(unchecked)(VrUnchecked_Constant);
   switch ((Trust)pass->trusted[a->Iex.RdTmp.tmp]) {
      case Trust_Sp:
         return VR_(stack_marks_watched) || is_below_sp(pass, a)
             || VR_(unchecked)(VrUnchecked_Stack);
      case Trust_Fs:
         return VR_(marks_outside_heap) || is_below_sp(pass, a)
             || VR_(unchecked)(VrUnchecked_Stack);
      default:
         return True;
   }
}

/* The access happens only if guard (may be NULL: always) is true. */
static void check_access(Pass* pass, IRExpr* a, SizeT size, VrAccessKind kind,
                         IRExpr* guard)
{
   if (!needs_check(pass, a))
      return;
   if (guard != NULL) {
      /* An access that doesn't happen is checked at an address that is
         certainly good: the map's own, which is never marked. */
      a = emit_temp(pass, Ity_I64,
                    IRExpr_ITE(guard, a, u64(VR_NULL_PAGE_SIZE)));
   }
   if (pass->roots != NULL && has_cold_helper(size))
      check_stack(pass, a);
   if (has_cold_helper(size))
      emit_inline_check(pass, a, size, kind);
   else
      emit_odd_check(pass, a, size, kind);
}

/* ------------------------------------------------------------------ */
/*  Calls of native functions                                          */
/* ------------------------------------------------------------------ */

static VrNativeHandler native_handlers[VRN_COUNT];

void VR_(native_register)(enum VrNativeFn fn, VrNativeHandler handler)
{
   tl_assert(fn < VRN_COUNT && native_handlers[fn] == NULL);
   native_handlers[fn] = handler;
}

#define MARKER_LENGTH 8

/* Is the instruction at addr a marker, and of which function? */
static Bool is_marker(Addr addr, UInt len, /*OUT*/UInt* fn)
{
   static const UChar nopl_disp32[4] = { 0x0f, 0x1f, 0x84, 0x00 };
   const UChar* code = (const UChar*)addr;
   UInt disp;

   if (len != MARKER_LENGTH)
      return False;
   for (UInt i = 0; i < sizeof nopl_disp32; i++)
      if (code[i] != nopl_disp32[i])
         return False;
   disp = code[4] | code[5] << 8 | code[6] << 16 | (UInt)code[7] << 24;
   *fn  = disp & 0xffff;
   return (disp & 0xffff0000) == VR_NATIVE_MAGIC;
}

/* See emit_native_call for what is in RIP. */
enum VrNativeFn VR_(native_running)(const VexGuestAMD64State* guest)
{
   UInt fn = VRN_COUNT;

   is_marker(guest->guest_RIP, MARKER_LENGTH, &fn);
   return fn;
}

/* What a handler reads and writes of the guest's registers. */
static const struct { IREffect fx; UShort offset; } native_effects[] = {
   { Ifx_Read,  offsetof(VexGuestAMD64State, guest_RDI) },
   { Ifx_Read,  offsetof(VexGuestAMD64State, guest_RSI) },
   { Ifx_Read,  offsetof(VexGuestAMD64State, guest_RDX) },
   { Ifx_Read,  offsetof(VexGuestAMD64State, guest_RCX) },
   { Ifx_Read,  offsetof(VexGuestAMD64State, guest_RSP) },
   { Ifx_Write, offsetof(VexGuestAMD64State, guest_RAX) },
   { Ifx_Write, offsetof(VexGuestAMD64State, guest_R11) }
};
#define N_NATIVE_EFFECTS (sizeof native_effects / sizeof native_effects[0])

static void emit_native_call(Pass* pass, UInt fn)
{
   tl_assert(N_NATIVE_EFFECTS <= VEX_N_FXSTATE);

   if (fn >= VRN_COUNT || native_handlers[fn] == NULL) {
      /* The preload library is not of this build: decline. */
      emit(pass, IRStmt_Put(offsetof(VexGuestAMD64State, guest_R11), u64(0)));
      return;
   }

   /* A redirected call arrives with the original function's address in RIP;
      stack traces are to start at the stub. */
   emit(pass, IRStmt_Put(offsetof(VexGuestAMD64State, guest_RIP),
                         u64(pass->ip)));
   pass->guest_rip = pass->ip;

   VR_(stats).native_calls++;
   IRDirty* call = unsafeIRDirty_0_N(0, "native_function",
                                     native_handlers[fn],
                                     mkIRExprVec_1(IRExpr_GSPTR()));
   call->nFxState = N_NATIVE_EFFECTS;
   VG_(memset)(&call->fxState, 0, sizeof call->fxState);
   for (UInt i = 0; i < N_NATIVE_EFFECTS; i++) {
      call->fxState[i].fx     = native_effects[i].fx;
      call->fxState[i].offset = native_effects[i].offset;
      call->fxState[i].size   = sizeof(ULong);
   }
   emit(pass, IRStmt_Dirty(call));
}

/* ---- a function that is watched ---- */

static Addr watched_entry;
static void (*before_watched)(void);

void VR_(call_before)(Addr entry, void (*before)(void))
{
   watched_entry  = entry;
   before_watched = before;
}

/* The registers must be in the guest state: the callback may search for
   leaks. */
static void emit_call_before(Pass* pass)
{
   IRDirty* call = unsafeIRDirty_0_N(0, "before_watched", before_watched,
                                     mkIRExprVec_0());
   const Int first = offsetof(VexGuestAMD64State, guest_RAX);
   const Int end   = offsetof(VexGuestAMD64State, guest_R15) + sizeof(ULong);

   emit(pass, IRStmt_Put(offsetof(VexGuestAMD64State, guest_RIP),
                         u64(pass->ip)));
   pass->guest_rip = pass->ip;
   call->nFxState  = 1;
   VG_(memset)(&call->fxState, 0, sizeof call->fxState);
   call->fxState[0].fx     = Ifx_Read;
   call->fxState[0].offset = first;
   call->fxState[0].size   = end - first;
   emit(pass, IRStmt_Dirty(call));
}

/* ------------------------------------------------------------------ */
/*  The walk                                                           */
/* ------------------------------------------------------------------ */

static Trust trust_of_atom(const Pass* pass, const IRExpr* e)
{
   return e->tag == Iex_RdTmp ? (Trust)pass->trusted[e->Iex.RdTmp.tmp]
                              : Trust_None;
}

static Bool is_from_sp(Trust trust)
{
   return trust == Trust_Sp || trust == Trust_FromSp;
}

static Trust trust_of_binop(const Pass* pass, const IRExpr* e)
{
   Trust left  = trust_of_atom(pass, e->Iex.Binop.arg1);
   Trust right = trust_of_atom(pass, e->Iex.Binop.arg2);

   switch (e->Iex.Binop.op) {
      case Iop_Add64: case Iop_Sub64:
         if (e->Iex.Binop.arg2->tag == Iex_Const)
            return left;
         break;
      case Iop_And64:
         break;
      default:
         return Trust_None;
   }
   return is_from_sp(left) || is_from_sp(right) ? Trust_FromSp : Trust_None;
}

static Trust trust_of_value(const Pass* pass, const IRExpr* e)
{
   switch (e->tag) {
      case Iex_Get:
         if (e->Iex.Get.offset == offsetof(VexGuestAMD64State, guest_RSP))
            return Trust_Sp;
         if (e->Iex.Get.offset == offsetof(VexGuestAMD64State, guest_FS_CONST))
            return Trust_Fs;
         return Trust_None;
      case Iex_RdTmp:
         return trust_of_atom(pass, e);
      case Iex_Binop:
         return trust_of_binop(pass, e);
      default:
         return Trust_None;
   }
}

static Bool same_atom(const IRExpr* a, const IRExpr* b)
{
   return a->tag == Iex_RdTmp && b->tag == Iex_RdTmp
       && a->Iex.RdTmp.tmp == b->Iex.RdTmp.tmp;
}

static SizeT size_of(const Pass* pass, const IRExpr* e)
{
   return sizeofIRType(typeOfIRExpr(pass->in->tyenv, e));
}

/* Does the instruction that loads size bytes from a also store them back
   (add $1, (a); lock xadd)?  Then one check serves both. */
static Bool is_stored_back(const Pass* pass, const IRExpr* a, SizeT size)
{
   for (Int i = pass->next; i < pass->in->stmts_used; i++) {
      const IRStmt* st = pass->in->stmts[i];
      if (st->tag == Ist_IMark || st->tag == Ist_Exit)
         return False;
      if (st->tag == Ist_Store && same_atom(st->Ist.Store.addr, a))
         return size_of(pass, st->Ist.Store.data) == size;
      if (st->tag == Ist_CAS && same_atom(st->Ist.CAS.details->addr, a))
         return st->Ist.CAS.details->dataHi == NULL
             && size_of(pass, st->Ist.CAS.details->dataLo) == size;
   }
   return False;
}

static void visit_load(Pass* pass, IRExpr* a, SizeT size)
{
   if (a->tag == Iex_RdTmp && is_stored_back(pass, a, size)) {
      check_access(pass, a, size, VrAccess_Modify, NULL);
      pass->modify_checked = a->Iex.RdTmp.tmp;
   } else {
      check_access(pass, a, size, VrAccess_Read, NULL);
   }
}

static Bool already_checked(const Pass* pass, const IRExpr* a)
{
   return a->tag == Iex_RdTmp && a->Iex.RdTmp.tmp == pass->modify_checked
       && !VR_(unchecked)(VrUnchecked_Covered);
}

static void visit_write_temp(Pass* pass, const IRStmt* st)
{
   IRExpr* e = st->Ist.WrTmp.data;

   if (e->tag == Iex_Load)
      visit_load(pass, e->Iex.Load.addr, sizeofIRType(e->Iex.Load.ty));
   else
      pass->trusted[st->Ist.WrTmp.tmp] = trust_of_value(pass, e);
}

static void visit_guarded_load(Pass* pass, const IRLoadG* lg)
{
   IRType result, loaded;
   typeOfIRLoadGOp(lg->cvt, &result, &loaded);
   check_access(pass, lg->addr, sizeofIRType(loaded), VrAccess_Read, lg->guard);
}

/* A double-word CAS is two accesses side by side. */
static void visit_cas(Pass* pass, const IRCAS* cas)
{
   SizeT size = size_of(pass, cas->dataLo);

   if (already_checked(pass, cas->addr))
      return;
   check_access(pass, cas->addr, size, VrAccess_Modify, NULL);
   if (cas->dataHi != NULL && needs_check(pass, cas->addr)) {
      IRExpr* high = emit_temp(pass, Ity_I64,
                               IRExpr_Binop(Iop_Add64, cas->addr, u64(size)));
      emit_inline_check(pass, high, size, VrAccess_Modify);
   }
}

static void visit_llsc(Pass* pass, const IRStmt* st)
{
   if (st->Ist.LLSC.storedata == NULL) {
      IRType ty = typeOfIRTemp(pass->in->tyenv, st->Ist.LLSC.result);
      check_access(pass, st->Ist.LLSC.addr, sizeofIRType(ty), VrAccess_Read,
                   NULL);
   } else {
      check_access(pass, st->Ist.LLSC.addr,
                   size_of(pass, st->Ist.LLSC.storedata), VrAccess_Write, NULL);
   }
}

static void visit_dirty(Pass* pass, const IRDirty* d)
{
   if (d->mFx == Ifx_None)
      return;
   VrAccessKind kind = d->mFx == Ifx_Read  ? VrAccess_Read
                   : d->mFx == Ifx_Write ? VrAccess_Write : VrAccess_Modify;
   Bool always = d->guard->tag == Iex_Const
              && d->guard->Iex.Const.con->Ico.U1;
   check_access(pass, d->mAddr, d->mSize, kind, always ? NULL : d->guard);
}

static Bool touches_memory(const IRStmt* st)
{
   switch (st->tag) {
      case Ist_WrTmp:
         return st->Ist.WrTmp.data->tag == Iex_Load;
      case Ist_Store: case Ist_StoreG: case Ist_LoadG: case Ist_CAS:
      case Ist_LLSC:
         return True;
      case Ist_Dirty:
         return st->Ist.Dirty.details->mFx != Ifx_None;
      default:
         return False;
   }
}

/* The translator keeps RIP right at memory accesses, except at the first
   instruction of a function whose call it has followed within the block.
   Error reports rely on it. */
static void keep_rip_right(Pass* pass, const IRStmt* st)
{
   if (st->tag == Ist_Put
       && st->Ist.Put.offset == offsetof(VexGuestAMD64State, guest_RIP)
       && st->Ist.Put.data->tag == Iex_Const) {
      pass->guest_rip = st->Ist.Put.data->Iex.Const.con->Ico.U64;
   } else if (touches_memory(st) && pass->guest_rip != pass->ip) {
      emit(pass, IRStmt_Put(offsetof(VexGuestAMD64State, guest_RIP),
                            u64(pass->ip)));
      pass->guest_rip = pass->ip;
   }
}

static Bool puts_sp(const IRStmt* st)
{
   return st->tag == Ist_Put
       && st->Ist.Put.offset == offsetof(VexGuestAMD64State, guest_RSP);
}

/* The call is made if guard is true. */
static void emit_guarded(Pass* pass, IRExpr* guard, IRDirty* call)
{
   call->guard = guard;
   emit(pass, IRStmt_Dirty(call));
}

/* What the helper reads (and vr_switch keeps) of the guest's registers. */
static const UShort switch_reads[][2] = {
   { offsetof(VexGuestAMD64State, guest_RBX), 8 },
   { offsetof(VexGuestAMD64State, guest_RSP), 16 },   /* and RBP */
   { offsetof(VexGuestAMD64State, guest_R12), 32 },   /* to R15  */
   { offsetof(VexGuestAMD64State, guest_RIP), 8 }
};
#define N_SWITCH_READS (sizeof switch_reads / sizeof switch_reads[0])

static VG_REGPARM(2) void stack_switched(VexGuestAMD64State* guest, Addr sp)
{
   VR_(stack_switched)(guest, sp);
}

/* SP is about to become sp, which is not computed from the old one.  If that is
   above the old one, and still on the same stack, it is a return; otherwise
   vr_stacks wants to know: as numbers with sign, either sp - old or high - sp
   is negative then. */
static void check_stack_switch(Pass* pass, IRExpr* sp)
{
   IRExpr* old   = emit_temp(pass, Ity_I64,
                             IRExpr_Get(offsetof(VexGuestAMD64State, guest_RSP),
                                        Ity_I64));
   IRExpr* high  = emit_temp(pass, Ity_I64,
                             IRExpr_Get(VR_STACK_OFFSET(sp_high), Ity_I64));
   IRExpr* rise  = emit_binop(pass, Iop_Sub64, sp, old);
   IRExpr* room  = emit_binop(pass, Iop_Sub64, high, sp);
   IRExpr* signs = emit_binop(pass, Iop_Or64, rise, room);
   IRExpr* guard = emit_temp(pass, Ity_I1,
                             IRExpr_Binop(Iop_CmpLT64S, signs, u64(0)));
   IRDirty* call = unsafeIRDirty_0_N(2, "stack_switched", stack_switched,
                                     mkIRExprVec_2(IRExpr_GSPTR(), sp));

   tl_assert(N_SWITCH_READS <= VEX_N_FXSTATE);
   call->nFxState = N_SWITCH_READS;
   VG_(memset)(&call->fxState, 0, sizeof call->fxState);
   for (UInt i = 0; i < N_SWITCH_READS; i++) {
      call->fxState[i].fx     = Ifx_Read;
      call->fxState[i].offset = switch_reads[i][0];
      call->fxState[i].size   = switch_reads[i][1];
   }
   VR_(stats).switch_checks++;
   emit_guarded(pass, guard, call);
}

/* The frames are about to reach down to reach.  Is that below the stack?  See
   vr_overflow.h. */
static void check_descent(Pass* pass, IRExpr* reach)
{
   IRExpr*  low   = emit_temp(pass, Ity_I64,
                              IRExpr_Get(VR_STACK_OFFSET(sp_low), Ity_I64));
   IRExpr*  guard = emit_temp(pass, Ity_I1,
                              IRExpr_Binop(Iop_CmpLT64U, reach, low));

   emit_guarded(pass, guard,
                unsafeIRDirty_0_N(2, "overflow_suspected",
                                  VR_(overflow_suspected),
                                  mkIRExprVec_2(reach, u64(pass->ip))));
}

/* Before SP is set; from then on that value is SP. */
static void visit_put_sp(Pass* pass, IRExpr* sp)
{
   Trust trust = trust_of_atom(pass, sp);

   if (trust == Trust_FromSp && pass->descents != NULL)
      check_descent(pass, sp);
   if (is_from_sp(trust))
      return;
   check_stack_switch(pass, sp);
   if (sp->tag == Iex_RdTmp)
      pass->trusted[sp->Iex.RdTmp.tmp] = Trust_Sp;
}

static VG_REGPARM(1) void sp_moved(Addr sp)
{
   VR_(stack_marks_sp_moved)(sp);
}

static IRExpr* emit_load_of(Pass* pass, const void* variable)
{
   return emit_temp(pass, Ity_I64,
                    IRExpr_Load(Iend_LE, Ity_I64, u64((Addr)variable)));
}

/* Marks that the client made in frames that are over must go: see
   vr_stackmarks.h. */
static void watch_sp(Pass* pass, IRExpr* sp)
{
   IRExpr* low   = emit_load_of(pass, &VR_(stack_marks).low);
   IRExpr* size  = emit_load_of(pass, &VR_(stack_marks).size);
   IRExpr* above = emit_binop(pass, Iop_Sub64, sp, low);
   IRExpr* guard = emit_temp(pass, Ity_I1,
                             IRExpr_Binop(Iop_CmpLT64U, above, size));

   emit_guarded(pass, guard,
                unsafeIRDirty_0_N(1, "sp_moved", sp_moved, mkIRExprVec_1(sp)));
}

/* Emits what has to come before the statement. */
static void visit_before(Pass* pass, const IRStmt* st)
{
   switch (st->tag) {
      case Ist_WrTmp:
         visit_write_temp(pass, st);
         break;
      case Ist_Store:
         if (!already_checked(pass, st->Ist.Store.addr))
            check_access(pass, st->Ist.Store.addr,
                         size_of(pass, st->Ist.Store.data), VrAccess_Write,
                         NULL);
         break;
      case Ist_LoadG:
         visit_guarded_load(pass, st->Ist.LoadG.details);
         break;
      case Ist_StoreG:
         check_access(pass, st->Ist.StoreG.details->addr,
                      size_of(pass, st->Ist.StoreG.details->data),
                      VrAccess_Write, st->Ist.StoreG.details->guard);
         break;
      case Ist_CAS:
         visit_cas(pass, st->Ist.CAS.details);
         break;
      case Ist_LLSC:
         visit_llsc(pass, st);
         break;
      case Ist_Dirty:
         visit_dirty(pass, st->Ist.Dirty.details);
         break;
      case Ist_Put:
         if (pass->follow_sp && puts_sp(st))
            visit_put_sp(pass, st->Ist.Put.data);
         break;
      default:
         break;
   }
}

/* Emits what has to come after the statement. */
static void visit_after(Pass* pass, const IRStmt* st)
{
   if (UNLIKELY(VR_(stack_marks_watched)) && puts_sp(st))
      watch_sp(pass, st->Ist.Put.data);
   if (pass->roots != NULL)
      VR_(places_step)(&pass->places, st);
   if (st->tag != Ist_IMark)
      return;
   pass->modify_checked = IRTemp_INVALID;
   pass->ip = st->Ist.IMark.addr + st->Ist.IMark.delta;

   if (UNLIKELY(pass->ip == watched_entry) && watched_entry != 0)
      emit_call_before(pass);

   UInt fn;
   if (is_marker(pass->ip, st->Ist.IMark.len, &fn))
      emit_native_call(pass, fn);
}

/* Where the statement accesses memory unconditionally; NULL: nowhere. */
static const IRExpr* address_of(const IRStmt* st)
{
   switch (st->tag) {
      case Ist_WrTmp:
         return st->Ist.WrTmp.data->tag == Iex_Load
              ? st->Ist.WrTmp.data->Iex.Load.addr : NULL;
      case Ist_Store:  return st->Ist.Store.addr;
      case Ist_CAS:    return st->Ist.CAS.details->addr;
      case Ist_LLSC:   return st->Ist.LLSC.addr;
      case Ist_Dirty:  return st->Ist.Dirty.details->mAddr;
      default:         return NULL;
   }
}

/* Goes through the block ahead of the pass, for what the roots' accesses have
   in common. */
static void survey(Pass* pass, VrPlace* of_temp, Root* roots, UInt n_roots)
{
   VG_(memset)(roots, 0, n_roots * sizeof *roots);
   VR_(places_begin)(&pass->places, of_temp, pass->in->tyenv->types_used);
   for (Int i = 0; i < pass->in->stmts_used; i++) {
      const IRStmt* st = pass->in->stmts[i];
      const IRExpr* a  = address_of(st);
      if (a != NULL && a->tag == Iex_RdTmp) {
         VrPlace place = of_temp[a->Iex.RdTmp.tmp];
         Root*   root  = &roots[place.root];
         if (!root->is_used || place.offset < root->lowest)
            root->lowest = place.offset;
         root->is_used = True;
      }
      VR_(places_step)(&pass->places, st);
   }
   VR_(places_begin)(&pass->places, of_temp, pass->in->tyenv->types_used);
   pass->roots = roots;
}

IRSB* VR_(instrument)(VgCallbackClosure* closure, IRSB* in,
                      const VexGuestLayout* layout,
                      const VexGuestExtents* vge,
                      const VexArchInfo* archinfo_host,
                      IRType gWordTy, IRType hWordTy)
{
   Pass pass;
   UChar trusted[in->tyenv->types_used];
   UInt n_roots = VR_(options).check_stack ? VR_(count_roots)(in) : 0;
   Bool descents_count = VR_(overflow_watched);
   VrPlace of_temp[n_roots > 0 || descents_count ? in->tyenv->types_used : 1];
   Root roots[n_roots + 1];
   UChar descents[descents_count ? in->stmts_used : 1];

   VR_(stats).translations++;
   VG_(memset)(trusted, 0, sizeof trusted);
   pass.in             = in;
   pass.out            = deepCopyIRSBExceptStmts(in);
   pass.trusted        = trusted;
   pass.modify_checked = IRTemp_INVALID;
   pass.guest_rip      = 0;
   pass.ip             = 0;
   pass.roots          = NULL;
   pass.descents       = descents_count ? descents : NULL;
   pass.follow_sp      = VR_(stacks_followed)();
   if (descents_count)
      VR_(find_descents)(in, of_temp, descents);
   if (n_roots > 0)
      survey(&pass, of_temp, roots, n_roots);

   /* Everything before the first instruction is the core's preamble: it tests
      whether the code has changed, and is not the client's business. */
   Int i = 0;
   while (i < in->stmts_used && in->stmts[i]->tag != Ist_IMark)
      emit(&pass, in->stmts[i++]);

   /* Whoever jumped here has set RIP. */
   if (i < in->stmts_used)
      pass.guest_rip = in->stmts[i]->Ist.IMark.addr
                     + in->stmts[i]->Ist.IMark.delta;

   for (; i < in->stmts_used; i++) {
      IRStmt* st = in->stmts[i];
      pass.next = i + 1;
      keep_rip_right(&pass, st);
      if (pass.descents != NULL && pass.descents[i])
         check_descent(&pass, VR_(reach_of)(st));
      visit_before(&pass, st);
      emit(&pass, st);
      visit_after(&pass, st);
   }
   return pass.out;
}
