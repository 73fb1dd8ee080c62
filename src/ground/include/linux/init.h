/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_INIT_H
#define GROUND_LINUX_INIT_H

#define __init
#define __exit
#define __initdata

#endif
