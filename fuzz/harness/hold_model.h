/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held for cursors, on the models: who has the lock, and who is paused. */
#ifndef HOLD_MODEL_H
#define HOLD_MODEL_H

#include "world.h"

/** hold_model() - Before @call is made on the models: what hold_before() does on the subject. */
void hold_model(struct world *w, const struct call *call);

/** hold_model_interrupt() - Another writer comes in while @call, which the models have not made yet, has let go of the lock. */
void hold_model_interrupt(struct world *w, const struct call *call);

/** hold_model_let_go() - Nobody has a lock: who had one is paused. */
void hold_model_let_go(struct world *w);

#endif
