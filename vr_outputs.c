/* vr_outputs.c: see vr_outputs.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_outputs.h"
#include "vr_options.h"

extern void __real_vgPlain_init_log_xml_sinks(VgLogTo log_to, VgLogTo xml_to,
                                              Int log_fd, Int xml_fd);
extern void __wrap_vgPlain_init_log_xml_sinks(VgLogTo log_to, VgLogTo xml_to,
                                              Int log_fd, Int xml_fd);
extern void __real_vgPlain_logging_atfork_child(ThreadId tid);
extern void __wrap_vgPlain_logging_atfork_child(ThreadId tid);
extern Bool __real_vgPlain_should_we_trace_this_child(const HChar* program,
                                                      const HChar** args);
extern Bool __wrap_vgPlain_should_we_trace_this_child(const HChar* program,
                                                      const HChar** args);

static Int  first_pid;           /* the process that the core started in     */
static UInt errors_at_fork;      /* what a child has from its parents        */

/* ------------------------------------------------------------------ */
/*  Start                                                              */
/* ------------------------------------------------------------------ */

void __wrap_vgPlain_init_log_xml_sinks(VgLogTo log_to, VgLogTo xml_to,
                                       Int log_fd, Int xml_fd)
{
   first_pid = VG_(getpid)();
   /* The core complains, too, but then runs the program and exits with 0. */
   if (VG_(clo_xml) && xml_to == VgLogTo_Fd && xml_fd < 0) {
      VG_(fmsg)("Bad option: --xml=yes, but no XML destination specified\n");
      VG_(fmsg)("Say where the XML is to go with --xml-file, --xml-fd or "
                "--xml-socket.\n");
      VG_(exit)(1);
   }
   __real_vgPlain_init_log_xml_sinks(log_to, xml_to, log_fd, xml_fd);
}

/* ------------------------------------------------------------------ */
/*  Names                                                              */
/* ------------------------------------------------------------------ */

static Bool has_pid(const HChar* name)
{
   for (; *name != '\0'; name++) {
      if (name[0] == '%' && name[1] == 'p')
         return True;
      if (name[0] == '%' && name[1] == '%')
         name++;
   }
   return False;
}

/* Never freed: becomes the value of an option. */
static HChar* join(const HChar* a, const HChar* b, const HChar* c)
{
   HChar* joined = VG_(malloc)("vr.outputs.join", VG_(strlen)(a)
                               + VG_(strlen)(b) + VG_(strlen)(c) + 1);
   VG_(sprintf)(joined, "%s%s%s", a, b, c);
   return joined;
}

/* ------------------------------------------------------------------ */
/*  Fork                                                               */
/* ------------------------------------------------------------------ */

static Bool xml_is_parents;      /* this process has no XML report yet       */

static void print_running(void)
{
   HChar time[50];               /* as large as the core's own               */

   VG_(elapsed_wallclock_time)(time, sizeof time);
   VG_(printf_xml)("<status>\n  <state>RUNNING</state>\n"
                   "  <time>%pS</time>\n</status>\n\n", time);
}

/* Leaves the sink closed if it can't be opened. */
static void open_xml(const HChar* name)
{
   OutputSink* sink = &VG_(xml_output_sink);
   SysRes file = VG_(open)(name, VKI_O_CREAT | VKI_O_WRONLY | VKI_O_TRUNC,
                           0644);

   VG_(close)(sink->fd);
   sink->fd = -1;
   if (sr_isError(file)) {
      VG_(umsg)("Cannot create the XML report of this forked process, %s: "
                "%s\n", name, VG_(strerror)(sr_Err(file)));
      sink->type = VgLogTo_Fd;
   } else {
      sink->fd = VG_(safe_fd)(sr_Res(file));
   }
}

void VR_(outputs_before_xml)(void)
{
   OutputSink* sink = &VG_(xml_output_sink);
   HChar* name;

   if (!xml_is_parents)
      return;
   xml_is_parents = False;
   if (sink->type != VgLogTo_File) {
      sink->fd   = -1;
      sink->type = VgLogTo_Fd;
      VG_(umsg)("What this forked process reports is not in the XML, which is "
                "its parent's (--xml-file with %%p has room for both)\n");
      return;
   }
   name = VG_(expand_file_name)("--xml-file", VG_(clo_xml_fname_unexpanded));
   if (VG_STREQ(name, sink->fsname_expanded)) {
      VG_(clo_xml_fname_unexpanded) =
         join(VG_(clo_xml_fname_unexpanded), ".%p", "");
      VG_(free)(name);
      name = VG_(expand_file_name)("--xml-file",
                                   VG_(clo_xml_fname_unexpanded));
      if (VG_(clo_verbosity) > 0)
         VG_(umsg)("The XML report of this forked process goes to %s "
                   "(use %%p in the name to choose)\n", name);
   }
   open_xml(name);
   sink->fsname_expanded = name;
   VG_(print_preamble)(VG_(log_output_sink).type != VgLogTo_File);
   print_running();
}

/* The core would reopen the log or the XML, but not both, and print the
   beginning of an XML document into the parent's.  So it looks after the log
   only. */
void __wrap_vgPlain_logging_atfork_child(ThreadId tid)
{
   OutputSink xml  = VG_(xml_output_sink);
   Bool       ours = VG_(clo_xml) && !VG_(clo_child_silent_after_fork);

   errors_at_fork = VG_(get_n_errs_found)();
   if (ours)
      VG_(xml_output_sink) = (OutputSink) { -1, VgLogTo_Fd, NULL };
   __real_vgPlain_logging_atfork_child(tid);
   if (ours) {
      VG_(xml_output_sink) = xml;
      xml_is_parents = True;
      if (xml.type == VgLogTo_File && has_pid(VG_(clo_xml_fname_unexpanded)))
         VR_(outputs_before_xml)();
   }
}

/* ------------------------------------------------------------------ */
/*  Exec                                                               */
/* ------------------------------------------------------------------ */

/* A process that was forked and has found no errors since has nothing in its
   files but the preamble. */
static Bool has_reported(void)
{
   return VG_(getpid)() == first_pid
       || VG_(get_n_errs_found)() > errors_at_fork;
}

static void add_option(const HChar* option, const HChar* name,
                       const HChar* suffix)
{
   HChar* arg = join(option, name, suffix);
   VG_(addToXA)(VG_(args_for_valgrind), &arg);
}

/* For a process that has reported to name: FILE.%p.2, then FILE.%p.3. */
static HChar* next_in_process(const HChar* name)
{
   const HChar* dot = VG_(strrchr)(name, '.');
   HChar* end;
   Long   n;

   if (dot != NULL && dot - name >= 2 && dot[-2] == '%' && dot[-1] == 'p') {
      n = VG_(strtoll10)(dot + 1, &end);
      if (end != dot + 1 && *end == '\0' && n >= 2 && n < 1000000000) {
         HChar* next = join(name, "          ", "");
         VG_(sprintf)(next + (dot - name), ".%lld", n + 1);
         return next;
      }
   }
   return join(name, ".2", "");
}

/* The program that is executed next gets another name for this file, lest it
   empties it. */
static void keep_file(const HChar* what, const HChar* option,
                      const HChar* name)
{
   if (has_pid(name)) {
      if (has_reported())
         add_option(option, next_in_process(name), "");
      return;
   }
   add_option(option, name, ".%p");
   if (VG_(clo_verbosity) > 0)
      VG_(umsg)("The %s of the program executed now goes to %s.%d "
                "(use %%p in the name to choose)\n", what, name,
                VG_(getpid)());
}

static void keep_files(void)
{
   if (VG_(log_output_sink).type == VgLogTo_File)
      keep_file("log", "--log-file=", VG_(clo_log_fname_unexpanded));
   if (VG_(xml_output_sink).type == VgLogTo_File)
      keep_file("XML report", "--xml-file=", VG_(clo_xml_fname_unexpanded));
   /* Written at the end only: this process, executing, writes none. */
   if (VR_(options).out_file != NULL && VG_(getpid)() != first_pid
       && !has_pid(VR_(options).out_file))
      keep_file("JSON report", "--vrleak-out-file=", VR_(options).out_file);
}

/* The core asks just before it executes a program.  What it checks next is
   checked here, too: after that there is no way back. */
Bool __wrap_vgPlain_should_we_trace_this_child(const HChar* program,
                                               const HChar** args)
{
   Bool traced = __real_vgPlain_should_we_trace_this_child(program, args);

   if (traced && !sr_isError(VG_(pre_exec_check)(program, NULL, False)))
      keep_files();
   return traced;
}
