/* epochs_test.c: vr_epochs.c on its own, as an ordinary program.

   However much is done, there are between 32 and 64 epochs, serial numbers fit
   into a block's record, and each still belongs to an epoch.  Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "tap.h"
#include "../../vr_epochs.c"

UInt VR_(heap_birth);

static UInt n_ended, n_merged, n_restarted, wrong_index;

static void ended(UInt epoch)
{
   wrong_index += epoch >= VR_MAX_EPOCHS || epoch != n_epochs;
   n_ended++;
}

static void merged(void)    { n_merged++; }
static void restarted(void) { n_restarted++; }

static const VrEpochListener test_listener = { ended, merged, restarted };

/* Are all serial numbers in order, each in an epoch? */
static Bool serials_are_in_order(void)
{
   UInt before = 0;

   for (UInt serial = 0; serial <= VR_(heap_birth); serial++) {
      UInt epoch = VR_(epoch_of_serial)(serial);
      if (epoch < before || epoch > VR_(n_epochs)())
         return False;
      before = epoch;
   }
   return VR_(epoch_of_serial)(VR_(heap_birth)) == VR_(n_epochs)();
}

static void short_run(void)
{
   UInt i;

   for (i = 0; VR_(n_epochs)() < 10 && i < 100000; i++)
      if (VR_(work_alloc)(100))
         VR_(epoch_over)();
   ok(n_ended == 10 && n_merged == 0, "ten epochs, one by one");
   ok(i == (10 * FIRST_LENGTH) / (100 + VR_WORK_OF_BLOCK) + 1,
      "each has its length");
   ok(serials_are_in_order(), "serial numbers of a short run");
   VR_(work_alloc)(1UL << 40);
   ok(VR_(work_left) > 0, "a huge block is no age of its own");
}

static void long_run(void)
{
   Bool in_range = True;

   for (UInt doubling = 0; doubling < 58; doubling++) {
      VR_(work_execute)(1ULL << doubling);
      in_range &= VR_(n_epochs)() < VR_MAX_EPOCHS
               && (n_merged == 0 || VR_(n_epochs)() >= VR_MAX_EPOCHS / 2);
   }
   ok(in_range, "between 32 and 64 epochs in a run of 2^58 blocks of code");
   ok(n_merged > 30, "they have merged again and again");
   ok(wrong_index == 0, "the listener hears of one after the other");
   ok(VR_(heap_birth) <= MAX_SERIAL, "serial numbers fit into 12 bits");
   ok(serials_are_in_order(), "serial numbers of a long run");
}

static void marks(void)
{
   ok(!VR_(epochs_are_marks)(), "time is work");
   for (UInt i = 0; i < 1000; i++)
      VR_(work_mark)();
   ok(n_restarted == 1 && VR_(epochs_are_marks)(), "from the first mark on, marks");
   ok(VR_(n_epochs)() * VR_(epoch_length)() <= 1000
      && (VR_(n_epochs)() + 1) * VR_(epoch_length)() > 1000,
      "epochs count marks");
   UInt before = VR_(n_epochs)();
   VR_(work_execute)(1ULL << 50);
   ok(VR_(n_epochs)() == before, "work does not count any more");
   ok(serials_are_in_order(), "serial numbers of marks");
}

int main(void)
{
   VR_(epochs_init)(&test_listener);
   short_run();
   long_run();
   marks();
   return done();
}
