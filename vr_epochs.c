/* vr_epochs.c: see vr_epochs.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_epochs.h"
#include "vr_heap.h"

/* Programs that do less than 32 times this are too short to be judged. */
#define FIRST_LENGTH 8192

/* Blocks of code that count as much as a byte allocated. */
#define BLOCKS_PER_BYTE 8

/* Serial numbers are 12 bits in a block's record.  There are 64, and 32 for
   each doubling of the run's length: enough for 2^125 units of work. */
#define MAX_SERIAL 4095

Long VR_(work_left);

static const VrEpochListener* listener;
static ULong length = FIRST_LENGTH;
static Bool  by_marks = False;
static UInt  n_epochs;
static ULong blocks_left_over;

/* The highest serial number in each epoch. */
static UInt last_serial[VR_MAX_EPOCHS];

static void merge_epochs(void)
{
   for (UInt i = 0; i < VR_MAX_EPOCHS / 2; i++)
      last_serial[i] = last_serial[2 * i + 1];
   n_epochs = VR_MAX_EPOCHS / 2;
   length  *= 2;
   listener->merged();
}

static void end_epoch(void)
{
   last_serial[n_epochs] = VR_(heap_birth);
   listener->ended(n_epochs);
   n_epochs++;
   if (VR_(heap_birth) < MAX_SERIAL)
      VR_(heap_birth)++;
   if (n_epochs == VR_MAX_EPOCHS)
      merge_epochs();
   VR_(work_left) += length;
}

void VR_(epoch_over)(void)
{
   if (listener == NULL) {
      VR_(work_left) = length;
      return;
   }
   while (VR_(work_left) < 0)
      end_epoch();
}

static void do_work(ULong amount)
{
   VR_(work_left) -= amount;
   if (VR_(work_left) < 0)
      VR_(epoch_over)();
}

void VR_(work_execute)(ULong n)
{
   blocks_left_over += n;
   if (!by_marks)
      do_work(blocks_left_over / BLOCKS_PER_BYTE);
   blocks_left_over %= BLOCKS_PER_BYTE;
}

/* ---- marks ---- */

/* So much that no program does it while time goes by marks. */
#define NEVER (1LL << 62)

static ULong marks_left;

static void go_by_marks(void)
{
   by_marks   = True;
   length     = 1;
   n_epochs   = 0;
   marks_left = length;
   listener->restarted();
}

void VR_(work_mark)(void)
{
   if (listener == NULL)
      return;
   if (!by_marks)
      go_by_marks();
   if (--marks_left == 0) {
      end_epoch();
      marks_left = length;
   }
   VR_(work_left) = NEVER;
}

/* ---- for the listener ---- */

void VR_(epochs_init)(const VrEpochListener* who)
{
   listener       = who;
   VR_(work_left) = length;
}

UInt VR_(n_epochs)(void)
{
   return n_epochs;
}

UInt VR_(epoch_of_serial)(UInt serial)
{
   UInt low = 0, high = n_epochs;

   while (low < high) {
      UInt middle = (low + high) / 2;
      if (last_serial[middle] < serial)
         low = middle + 1;
      else
         high = middle;
   }
   return low;
}

ULong VR_(epoch_length)(void)
{
   return length;
}

Bool VR_(epochs_are_marks)(void)
{
   return by_marks;
}
