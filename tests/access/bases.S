# Several accesses off one base register, each function one stretch of code
# without a break, but for what its name says.  %rdi is the start of a block of
# 16 bytes unless something else is said.  Loads add up: one whose result nobody
# uses is not made at all under Valgrind.
#
# SPDX-License-Identifier: GPL-2.0-or-later

#define FUNCTION(name) .globl name; .type name, @function; name
#define END(name) .size name, . - name

        .text

FUNCTION(ends):
        .cfi_startproc
        endbr64
        addb    -1(%rdi), %al           /* @ends_before */
        addb    0(%rdi), %al
        addb    8(%rdi), %al
        addb    15(%rdi), %al
        addb    16(%rdi), %al           /* @ends_after */
        ret
        .cfi_endproc
        END(ends)

FUNCTION(first):
        .cfi_startproc
        endbr64
        movl    $1, -2(%rdi)            /* @first */
        movl    $1, 4(%rdi)
        movl    $1, 8(%rdi)
        ret
        .cfi_endproc
        END(first)

FUNCTION(last):
        .cfi_startproc
        movq    $1, 8(%rdi)
        movq    $1, (%rdi)
        movq    $1, 12(%rdi)            /* @last */
        ret
        .cfi_endproc
        END(last)

# A block of 48 bytes; 16 to 31 are not accessible.
FUNCTION(middle):
        .cfi_startproc
        addq    8(%rdi), %rax
        addl    14(%rdi), %eax          /* @middle_into */
        addb    20(%rdi), %al           /* @middle */
        addl    29(%rdi), %eax          /* @middle_out_of */
        addq    32(%rdi), %rax
        ret
        .cfi_endproc
        END(middle)

# The same block: nothing wrong, though the range as a whole would be.
FUNCTION(around):
        .cfi_startproc
        addq    8(%rdi), %rax
        movq    %rax, 32(%rdi)
        addb    15(%rdi), %al
        movw    %ax, 46(%rdi)
        addl    (%rdi), %eax
        ret
        .cfi_endproc
        END(around)

# A block of 7 bytes, whole.
FUNCTION(seven):
        .cfi_startproc
        addb    (%rdi), %al
        addw    5(%rdi), %cx
        addl    3(%rdi), %eax
        movb    %al, 6(%rdi)
        ret
        .cfi_endproc
        END(seven)

# %sil: whether to go on.
FUNCTION(exit_between):
        .cfi_startproc
        addb    (%rdi), %al
        testb   %sil, %sil
        jz      1f
        addb    16(%rdi), %al           /* @after_exit */
1:      addb    15(%rdi), %al
        ret
        .cfi_endproc
        END(exit_between)

# %rsi: how many bytes, one after the other.
FUNCTION(loop):
        .cfi_startproc
1:      movb    (%rdi), %al             /* @loop_load */
        testb   %al, %al
        jnz     2f
        movb    $0, (%rdi)              /* @loop_store */
        inc     %rdi
        dec     %rsi
        jnz     1b
2:      ret
        .cfi_endproc
        END(loop)

FUNCTION(push_between):
        .cfi_startproc
        addb    (%rdi), %al
        push    %rax
        .cfi_adjust_cfa_offset 8
        addb    16(%rdi), %cl           /* @after_push */
        sub     $128, %rsp
        .cfi_adjust_cfa_offset 128
        addb    17(%rdi), %cl           /* @after_sub */
        add     $128, %rsp
        .cfi_adjust_cfa_offset -128
        pop     %rax
        .cfi_adjust_cfa_offset -8
        addb    18(%rdi), %cl           /* @after_pop */
        ret
        .cfi_endproc
        END(push_between)

# %rsi: a function that frees the block.
FUNCTION(call_between):
        .cfi_startproc
        push    %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_offset 3, -16
        mov     %rdi, %rbx
        addb    (%rbx), %al
        call    *%rsi
        addb    (%rbx), %al             /* @after_call */
        movb    $1, 15(%rbx)            /* @after_call_last */
        pop     %rbx
        .cfi_adjust_cfa_offset -8
        ret
        .cfi_endproc
        END(call_between)

# The translator follows such a call and such a jump.
FUNCTION(into_callee):
        .cfi_startproc
        addb    (%rdi), %al
        call    callee                  /* @calls */
        addb    17(%rdi), %al           /* @after_callee */
        jmp     jumped_to
        .cfi_endproc
        END(into_callee)
        .skip 100, 0x90
FUNCTION(callee):
        .cfi_startproc
        endbr64
        addb    16(%rdi), %al           /* @callee */
        addb    15(%rdi), %al
        ret
        .cfi_endproc
        END(callee)
FUNCTION(jumped_to):
        .cfi_startproc
        endbr64
        addb    18(%rdi), %al           /* @jumped_to */
        addb    14(%rdi), %al
        ret
        .cfi_endproc
        END(jumped_to)

# %rsi: another block of 16 bytes.
FUNCTION(base_changes):
        .cfi_startproc
        addb    15(%rdi), %al
        inc     %rdi
        addb    15(%rdi), %al           /* @base_increased */
        mov     %rsi, %rdi
        addb    15(%rdi), %al
        lea     1(%rsi), %rdi
        addb    15(%rdi), %al           /* @base_replaced */
        xchg    %rsi, %rdi
        addb    15(%rsi), %al           /* @base_exchanged */
        ret
        .cfi_endproc
        END(base_changes)

# %rsi: 14
FUNCTION(index):
        .cfi_startproc
        addb    (%rdi,%rsi), %al
        addb    1(%rdi,%rsi), %al
        addb    2(%rdi,%rsi), %al       /* @index */
        addw    1(%rdi,%rsi), %ax       /* @index_straddling */
        addb    (%rdi,%rsi,2), %al      /* @index_scaled */
        ret
        .cfi_endproc
        END(index)

# The load of a conditional move always happens.
FUNCTION(between):
        .cfi_startproc
        xor     %eax, %eax
        addl    12(%rdi), %ecx
        lock
        addl    $0, -8(%rsp)
        addb    16(%rdi), %cl           /* @after_lock */
        mfence
        addb    17(%rdi), %cl           /* @after_fence */
        test    %eax, %eax
        cmovnz  13(%rdi), %ecx          /* @conditional */
        mov     %ecx, %esi
        push    %rbx
        .cfi_adjust_cfa_offset 8
        cpuid
        pop     %rbx
        .cfi_adjust_cfa_offset -8
        addb    18(%rdi), %cl           /* @after_cpuid */
        ret
        .cfi_endproc
        END(between)

# %rdi: the end of the last page; what comes behind the fault does not happen.
# %rsi: the end of a block.
FUNCTION(fault_between):
        .cfi_startproc
        movb    $1, -1(%rdi)
        movb    $1, (%rdi)              /* @fault */
        movb    $1, -2(%rdi)
        addb    (%rsi), %al
        ret
        .cfi_endproc
        END(fault_between)

# The same the other way: what was wrong before the fault was wrong.
FUNCTION(fault_after):
        .cfi_startproc
        endbr64
        addb    (%rsi), %al             /* @before_fault */
        addb    (%rdi), %al             /* @fault_after */
        addb    1(%rsi), %al
        ret
        .cfi_endproc
        END(fault_after)

        .section .note.GNU-stack, "", @progbits
