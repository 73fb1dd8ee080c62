// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>

#include "reader.h"

void reader_step(struct reader *reader, struct ma_state *mas)
{
	void *entry;

	if (reader->ended || reader->count == MAX_MET)
		return;
	entry = reader->down ? mas_prev(mas, 0) : mas_find(mas, ULONG_MAX);
	if (entry)
		reader->met[reader->count++] = (struct oracle_range){ mas->index, mas->last, entry };
	else
		reader->ended = true;
}
