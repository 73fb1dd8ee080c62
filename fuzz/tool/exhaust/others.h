/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What other writers do in the middle of a program of `maplefuzz exhaust`: write where somebody stands, in front of it, and everywhere; and erase.
 */
#ifndef EXHAUST_OTHERS_H
#define EXHAUST_OTHERS_H

#include "exhaust/start.h"

/**
 * other_at() - What another writer does to the tree that is called.
 * @k: his number.
 * @first, @last: where somebody stands.
 * @call: set to it.
 *
 * Return: false if there is none of that number.
 */
bool other_at(size_t k, unsigned long first, unsigned long last, struct call *call);

#endif
