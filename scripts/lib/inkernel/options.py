# SPDX-License-Identifier: GPL-2.0-or-later
"""What small kernels are built with, on top of tinyconfig: one that finds out what goes wrong in a maple tree, and one that is fast."""

# To boot in a virtual machine, with a console, a first process from an initial file system, and modules.
BOOT = """
64BIT SMP TTY SERIAL_8250 SERIAL_8250_CONSOLE PRINTK BLK_DEV_INITRD RD_GZIP MODULES MODULE_UNLOAD BINFMT_ELF BINFMT_SCRIPT
PROC_FS SYSFS DEVTMPFS DEVTMPFS_MOUNT MULTIUSER FUTEX KALLSYMS BUG EXPERT
""".split()

# To have the address spaces of `in-kernel --spawn`, of as many areas as it likes.
SPAWN = ("PROC_SYSCTL",)

# The kernel's own checks: of memory, locks, read-side sections, sleeping, and of the tree itself; and allocations that fail.
CHECKS = """
DEBUG_KERNEL DEBUG_FS DEBUG_VM DEBUG_MAPLE_TREE SLUB_DEBUG SLUB_DEBUG_ON KASAN KASAN_GENERIC KASAN_INLINE STACKTRACE KPROBES
FAULT_INJECTION FAILSLAB FAULT_INJECTION_DEBUG_FS PROVE_LOCKING PROVE_RCU DEBUG_ATOMIC_SLEEP
""".split()

# SLUB_TINY, which tinyconfig sets, rules KASAN out; a warning of the compiler is no reason not to boot.
OFF = ("SLUB_TINY", "WERROR")

# Those without which a kernel does not boot here, and without which the checks are not what they should be; others depend on the version.
NEEDED_TO_BOOT = ("SMP", "SERIAL_8250_CONSOLE", "BLK_DEV_INITRD", "MODULES", "PRINTK")
NEEDED_TO_CHECK = ("KASAN", "SLUB_DEBUG_ON", "PROVE_LOCKING")
