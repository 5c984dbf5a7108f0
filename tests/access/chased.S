# Functions whose first instruction is wrong, where the translator goes on from
# the call into the function.
#
# SPDX-License-Identifier: GPL-2.0-or-later

#define FUNCTION(name) .type name, @function; name
#define END(name) .size name, . - name

        .text

# %rdi: the end of a block.
        .globl  calls
FUNCTION(calls):
        .cfi_startproc
        xor     %eax, %eax
        call    loads                   /* @calls_loads */
        call    stores                  /* @calls_stores */
        call    modifies                /* @calls_modifies */
        call    loads_vector            /* @calls_vector */
        call    stores_ten_bytes        /* @calls_ten */
        call    calls_on                /* @calls_calls */
        call    pushes                  /* @calls_pushes */
        call    harmless                /* @calls_harmless */
        jmp     ends_here
        .cfi_endproc
        END(calls)
        .skip 200, 0x90

FUNCTION(loads):
        .cfi_startproc
        addb    (%rdi), %al             /* @loads */
        ret
        .cfi_endproc
        END(loads)
        .skip 20, 0x90

FUNCTION(stores):
        .cfi_startproc
        movb    %al, 1(%rdi)            /* @stores */
        ret
        .cfi_endproc
        END(stores)
        .skip 20, 0x90

FUNCTION(modifies):
        .cfi_startproc
        incl    -2(%rdi)                /* @modifies */
        ret
        .cfi_endproc
        END(modifies)
        .skip 20, 0x90

FUNCTION(loads_vector):
        .cfi_startproc
        movups  -15(%rdi), %xmm0        /* @vector */
        ret
        .cfi_endproc
        END(loads_vector)
        .skip 20, 0x90

FUNCTION(stores_ten_bytes):
        .cfi_startproc
        fstpt   -9(%rdi)                /* @ten */
        ret
        .cfi_endproc
        END(stores_ten_bytes)
        .skip 20, 0x90

FUNCTION(calls_on):
        .cfi_startproc
        call    called_on               /* @calls_on */
        addb    2(%rdi), %al            /* @after_called_on */
        ret
        .cfi_endproc
        END(calls_on)
        .skip 20, 0x90

FUNCTION(called_on):
        .cfi_startproc
        addb    3(%rdi), %al            /* @called_on */
        ret
        .cfi_endproc
        END(called_on)
        .skip 20, 0x90

FUNCTION(pushes):
        .cfi_startproc
        push    4(%rdi)                 /* @pushes */
        .cfi_adjust_cfa_offset 8
        pop     %rcx
        .cfi_adjust_cfa_offset -8
        ret
        .cfi_endproc
        END(pushes)
        .skip 20, 0x90

# Wrong in the second instruction only.
FUNCTION(harmless):
        .cfi_startproc
        addb    -1(%rdi), %al
        addb    5(%rdi), %al            /* @harmless */
        ret
        .cfi_endproc
        END(harmless)
        .skip 20, 0x90

# Jumped to, not called.
FUNCTION(ends_here):
        .cfi_startproc
        addb    6(%rdi), %al            /* @ends_here */
        ret
        .cfi_endproc
        END(ends_here)

        .section .note.GNU-stack, "", @progbits
