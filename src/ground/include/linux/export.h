/* SPDX-License-Identifier: GPL-2.0-or-later */
/* There are no modules: every symbol is there for all. */
#ifndef GROUND_LINUX_EXPORT_H
#define GROUND_LINUX_EXPORT_H

#define EXPORT_SYMBOL(sym)		_Static_assert(1, #sym)
#define EXPORT_SYMBOL_GPL(sym)		_Static_assert(1, #sym)
#define EXPORT_SYMBOL_NS(sym, ns)	_Static_assert(1, #sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	_Static_assert(1, #sym)
#define EXPORT_SYMBOL_FOR_MODULES(sym, mods)	_Static_assert(1, #sym)

#endif
