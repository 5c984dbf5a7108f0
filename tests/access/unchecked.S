# Addresses that are made of %rsp, %fs, %gs or a constant, and something that is
# known only when the program runs.
#
# SPDX-License-Identifier: GPL-2.0-or-later

#define FUNCTION(name) .globl name; .type name, @function; name
#define END(name) .size name, . - name

        .text

# %rdi: an offset into the 64 bytes on the stack, of which hide() takes 16 to 31.
FUNCTION(stack):
        .cfi_startproc
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset 6, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register 6
        push    %rbx
        push    %r12
        .cfi_offset 3, -24
        .cfi_offset 12, -32
        sub     $64, %rsp
        mov     %rdi, %rbx
        lea     16(%rsp), %rdi
        call    hide
        xor     %eax, %eax
        mov     %rsp, %r12
        addb    (%rsp,%rbx), %al        /* @sp_indexed */
        addb    15(%rsp,%rbx), %al      /* @sp_indexed_end */
        addb    16(%rsp,%rbx), %al
        lea     (%rsp,%rbx), %rcx
        addb    (%rcx), %al             /* @sp_sum */
        movb    $1, 1(%rcx)             /* @sp_sum_store */
        mov     %rsp, %rcx
        add     %rbx, %rcx
        addb    (%rcx), %al             /* @sp_copied */
        addb    -1(%rcx), %al
        mov     %rsp, %rcx
        and     $-16, %rcx
        addb    16(%rcx), %al           /* @sp_aligned */
        mov     %rsp, %rcx
        sub     %rbx, %rcx
        sub     %rbx, %rcx
        addb    32(%rcx,%rbx), %al      /* @sp_subtracted */
        test    %rbx, %rbx
        jz      1f
        # Another block of code: a copy of %rsp is a pointer like others.
        addb    16(%r12), %al           /* @sp_kept */
        addb    -64(%rbp), %al          /* @frame_pointer */
        addb    -80(%rbp,%rbx), %al     /* @frame_pointer_indexed */
        addb    -81(%rbp,%rbx), %al
1:      lea     16(%rsp), %rdi
        call    show
        add     $64, %rsp
        pop     %r12
        pop     %rbx
        pop     %rbp
        .cfi_def_cfa 7, 8
        ret
        .cfi_endproc
        END(stack)

# %rdi: an address that becomes the stack pointer, and offset %rsi from it.
FUNCTION(switched):
        .cfi_startproc
        mov     %rsp, %rdx
        .cfi_def_cfa_register 1
        xor     %eax, %eax
        mov     %rdi, %rsp
        addb    (%rsp), %al             /* @sp_loaded */
        addb    (%rsp,%rsi), %al        /* @sp_loaded_indexed */
        test    %rsi, %rsi
        jz      1f
        lea     (%rsp,%rsi), %rcx
        addb    (%rcx), %al             /* @sp_loaded_sum */
        addb    (%rdi), %al             /* @sp_source */
1:      mov     %rdx, %rsp
        .cfi_def_cfa_register 7
        ret
        .cfi_endproc
        END(switched)

# %rdi: relative to %fs.
FUNCTION(fs):
        .cfi_startproc
        xor     %eax, %eax
        addb    %fs:(%rdi), %al         /* @fs */
        addb    %fs:-16(%rdi), %al
        movb    $1, %fs:1(%rdi)         /* @fs_store */
        mov     %fs:0, %rcx
        addb    2(%rcx,%rdi), %al       /* @fs_copied */
        ret
        .cfi_endproc
        END(fs)

# %gs points to the last byte of a block; %rdi is 1.
FUNCTION(gs):
        .cfi_startproc
        xor     %eax, %eax
        addb    %gs:0, %al
        addb    %gs:1, %al              /* @gs */
        addb    %gs:1(%rdi), %al        /* @gs_indexed */
        ret
        .cfi_endproc
        END(gs)

# %rdi: relative to 0x30000000, where a block of 32 bytes is.
FUNCTION(absolute):
        .cfi_startproc
        xor     %eax, %eax
        addb    0x30000000(%rdi), %al   /* @absolute */
        addb    0x2fffffff(%rdi), %al
        movb    $1, 0x30000001(%rdi)    /* @absolute_store */
        addb    0x30000000(,%rdi,2), %al    /* @absolute_scaled */
        ret
        .cfi_endproc
        END(absolute)

# Constant addresses near NULL.
FUNCTION(null_load):
        .cfi_startproc
        xor     %eax, %eax
        addb    0x28, %al               /* @null_load */
        ret
        .cfi_endproc
        END(null_load)

FUNCTION(null_store):
        .cfi_startproc
        movl    $1, 0xfff0              /* @null_store */
        ret
        .cfi_endproc
        END(null_store)

FUNCTION(null_modify):
        .cfi_startproc
        lock; incl 0x100                /* @null_modify */
        ret
        .cfi_endproc
        END(null_modify)

# A page that nobody has, behind those near NULL.
FUNCTION(low_load):
        .cfi_startproc
        xor     %eax, %eax
        addl    0x12340, %eax           /* @low_load */
        ret
        .cfi_endproc
        END(low_load)

        .section .note.GNU-stack, "", @progbits
