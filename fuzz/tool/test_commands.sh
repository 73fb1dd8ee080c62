#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# usage: test_commands.sh MAPLEFUZZ
# What the maplefuzz command does with files and with wrong use: exit codes, and what is printed.
set -uo pipefail

maplefuzz=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failures=0

# expect STATUS PATTERN ARGUMENT...: run maplefuzz; what it prints has PATTERN, unless that is empty.
expect() {
	local status=$1 pattern=$2 got

	shift 2
	"$maplefuzz" "$@" >out 2>err
	got=$?
	if [ $got -ne "$status" ] || { [ -n "$pattern" ] && ! grep -qe "$pattern" out err; }; then
		echo "maplefuzz $*: exit $got instead of $status, or no '$pattern' in:"
		cat out err
		failures=$((failures + 1))
	elif [ "$status" -eq 2 ] && [ "$(wc -l <err)" -ne 1 ]; then
		echo "maplefuzz $*: more than one line on stderr:"
		cat err
		failures=$((failures + 1))
	fi
}

mkdir -p inputs/below empty
: >inputs/nothing
head -c 100 /dev/zero >inputs/zeros
printf '# a dup\nstore t0 [5] v1\ndup t0 t1\n' >inputs/below/dup.txt
echo 'no program' >inputs/README
echo 'no program' >inputs/.hidden
printf 'store t0 [5] v1\n  strange t0\n' >bad.txt
printf 'fill t0 [0x10, 0x1f] v1 stride 2 count 100\nfind t0 [0, 0xffff]\nscan t0 [0, 0x30]\n' >fill.txt

expect 0 'usage: maplefuzz' --help
expect 0 '--timeout' replay --help
expect 0 '^\(embedded\|linux [0-9a-z.-]*\) (.*files [0-9a-f]\{12\}\(, 32 bits\)\?)$' --subject
expect 0 '^{"name": "\(embedded\|linux\)", .*"hash": "[0-9a-f]\{64\}", .*"pristine": \(true\|false\)}$' --identity
expect 0 '^maplefuzz, input format [0-9]*, subject ' --version
expect 0 'usage: maplefuzz$\|usage: maplefuzz VERB' help
expect 0 'usage: maplefuzz min' help min
expect 2 "no verb 'nope'" help nope
expect 2 'help wants one verb' help min dot
expect 2 "'x' is too much" --version x
expect 2 'verb is missing'
expect 2 "no verb 'nope'" nope

expect 0 '^3 files, .*no divergence$' replay inputs
expect 0 '^1 file, .*no divergence$' replay --light --target dup --without shape,memory inputs/below/dup.txt
expect 0 '^[0-9a-f]\{16\}  inputs/zeros$' replay --digest inputs
expect 0 'no divergence$' replay --strict inputs/below/dup.txt
expect 0 'no divergence$' replay --strict=null-leaf inputs/below/dup.txt
expect 2 "no known issue 'nope'; there are: .*null-leaf, .*rcu-destroy-metadata" replay --strict=nope inputs
expect 2 "no known issue ''" replay --strict= inputs
expect 2 "no known issue 'null'" min --strict=null inputs/below/dup.txt
expect 0 '^{"file": "inputs/below/dup.txt", "verdict": "clean", "token": "", .*"calls": 2, .*"tree": "' replay --json inputs
expect 2 'give it without --digest' replay --json --digest inputs
expect 2 'no file given' replay
expect 2 'missing: No such file' replay missing
expect 2 'empty: no inputs' replay inputs empty
expect 2 "no target 'nope'" replay --target nope inputs
expect 2 "no check 'nope'" replay --without shape,nope inputs
expect 2 'leaves no check' replay --without result,state,shape,independence,attributes,memory,locks,validate,reader,progress inputs
# What is passed over makes no call: neither by its name, nor where a tree's lock makes another operation that.
printf 'fill t0 [1] v1 stride 2 count 3\nwalk t0 [1]\nload t0 [1]\n' >omit.txt
printf 'trees extern\nstore_range t0 [1, 2] v1\nload t0 [1]\n' >omit-external.txt
expect 0 '^1 file, 5 calls, .*no divergence$' replay omit.txt
expect 0 '^1 file, 1 calls, .*no divergence$' replay --omit walk,fill omit.txt
expect 0 '^1 file, 1 calls, .*no divergence$' replay --omit store_range omit-external.txt
expect 0 '^1 file, 1 calls, .*no divergence$' replay --omit mas_store omit-external.txt
expect 2 "no operation 'nope'; docs/language.md lists them" replay --omit walk,nope omit.txt
expect 2 "no operation ''" min --omit= omit.txt
expect 2 "unknown option '--nope'; see maplefuzz replay --help" replay --nope inputs
expect 2 "wants a number .* not 'soon'" replay --timeout soon inputs
expect 2 '^bad.txt:2:3: ' replay bad.txt inputs

expect 0 '^dup t0 t1$' show inputs/below/dup.txt
expect 0 "^on $("$maplefuzz" --subject)\$" show --trace inputs/below/dup.txt
expect 0 '2  dup t0 t1  *error 0; t0: 1 range, 1 node, height 1; t1: 1 range, 1 node, height 1$' show --trace inputs/below/dup.txt
expect 0 '^        error = mtree_dup(&t0, &t1, GFP_KERNEL);$' show --trace inputs/below/dup.txt
expect 0 '1  fill t0 \[0x10, 0x1f\] v1 stride 2 count 100  *100 single calls, 0 with an error; t0: 100 ranges' show --trace fill.txt
expect 0 '^        error = mtree_store_range(&t0, 0x30, 0x3f, xa_mk_value(2), GFP_KERNEL);$' show --trace fill.txt
expect 0 '^        \.\.\. and 92 more$' show --trace fill.txt
expect 0 '2  find t0 \[0, 0xffff\]  *entry v1, index 0x20, then entry v2, index 0x40; t0: ' show --trace fill.txt
expect 0 '3  scan t0 \[0, 0x30\]  *ranges 2, the last one \[0x30, 0x3f\] v2; t0: ' show --trace fill.txt
# A call that does less than it says tells why.
printf 'fill t0 [0xfffffffffffffff0] v1 stride 2 count 9\n' >end.txt
expect 0 '1  .* 8 single calls of 9, since there are no more indices, 0 with an error' show --trace end.txt
for i in 1 2 3; do echo "tall t0 [0x${i}000000, 0x${i}00000f] v1 count 10240"; done >ranges.txt
expect 0 '2  .* single calls of 10240, since the limit of 16384 ranges in a tree is reached' show --trace ranges.txt
for i in $(seq 34); do echo 'fill t0 [1] v1 stride 1 count 1024'; done >calls.txt
expect 0 '^2 more calls are not made: a program makes 32768 single calls at most$' show --trace calls.txt
expect 2 'Is a directory' show inputs
expect 2 'wants a file' show
expect 0 '^# fill.txt$' show inputs/below/dup.txt fill.txt
expect 0 '^# inputs/below/dup.txt$' show --trace inputs/below/dup.txt fill.txt
expect 2 '^bad.txt:2:3: ' show fill.txt bad.txt

expect 0 '' asm inputs/below/dup.txt -o bytes
expect 0 '^dup t0 t1$' show bytes
expect 2 '^bad.txt:2:3: ' asm bad.txt -o bytes
expect 2 'wants text files, and -o FILE' asm inputs/below/dup.txt
# Several go into a folder.
mkdir assembled
expect 0 '' asm inputs/below/dup.txt fill.txt -o assembled
expect 0 '^dup t0 t1$' show assembled/dup
expect 0 '' asm inputs/below/dup.txt -o assembled
expect 0 '^scan t0 ' show assembled/fill
expect 2 '^maplefuzz: bytes: no folder' asm inputs/below/dup.txt fill.txt -o bytes
expect 2 'two of the texts would be assembled/fill;' asm fill.txt ./fill.txt -o assembled
expect 2 '^bad.txt:2:3: ' asm fill.txt bad.txt -o assembled

# An output is no input, and appears whole or not at all; a bad one is noticed before the work.
cp inputs/below/dup.txt source.txt
ln -s source.txt link.txt
expect 2 'source.txt: the output would replace the input source.txt' asm source.txt -o source.txt
expect 2 'link.txt: the output would replace the input source.txt' asm source.txt -o link.txt
expect 2 'the output would replace the input' min source.txt -o source.txt
expect 2 'the output would replace the input source.txt' random --corpus source.txt --save source.txt
expect 0 '^dup t0 t1$' show source.txt
expect 2 'missing/out: No such file' min source.txt -o missing/out
expect 2 'missing/out: No such file' random --runs 1 --save missing/out
expect 2 'inputs: Is a directory' min source.txt -o inputs
echo old >kept
ln -s kept kept.link
mkdir tight
if [ "$(id -u)" -ne 0 ]; then
	chmod 555 tight
	expect 2 'tight/out: Permission denied' asm source.txt -o tight/out
fi
expect 0 '' asm source.txt -o kept.link
if [ ! -L kept.link ] || ! cmp -s kept bytes; then
	echo "asm -o a symbolic link: it is none any more, or the file behind it is not what was written"
	failures=$((failures + 1))
fi
if find . -name '*.??????' ! -name .hidden | grep .; then
	echo "these temporary files are left"
	failures=$((failures + 1))
fi

# - is standard input, in either form, and standard output.
expect_stdin() {
	expect "${@:2}" <"$1"
}
expect_stdin source.txt 0 '^dup t0 t1$' show -
expect_stdin bytes 0 '^dup t0 t1$' show -
expect_stdin source.txt 0 '^1 file, ' replay -
expect_stdin bad.txt 2 '^-:2:3: unknown operation' asm - -o -
"$maplefuzz" asm - -o - <source.txt | cmp - bytes || failures=$((failures + 1))

# Line ends of other systems, marks of editors, control characters, what is not UTF-8.
sed 's/$/\r/' source.txt >crlf.txt
expect 0 '^dup t0 t1$' show crlf.txt
printf '\357\273\277dup t0 t1\n' >mark.txt
expect 2 '^mark.txt:1:1: a byte-order mark' show mark.txt
printf 'dup t0 \033[31m\n' >control.txt
expect 2 "^control.txt:1:8: '.x1b' where a tree" show control.txt
expect 2 "^maplefuzz: no.x0asuch.xff: No such file" show $'no\nsuch\xff'
expect 2 "there is no verb 'x.x1b'" $'x\e'
head -c 1048577 /dev/zero | tr '\0' '#' >long.txt
expect 2 'long.txt: too long for the text of a program' show long.txt
expect 2 "'': No such file" replay ''

expect 2 'No such file' asm inputs/below/dup.txt -o missing/bytes

expect 0 '--sweeps' exhaust --help
expect 2 "there is no scope 'huge'; there are: tiny, small, default, deep" exhaust --scope huge
expect 2 "there is no sweep 'three'; there are: one, cursors, " exhaust --sweeps one,three
expect 2 "there is no sweep ''" exhaust --sweeps ''
expect 2 'wants 1 or more' exhaust --jobs 0
expect 2 'exhaust takes no file' exhaust inputs/below/dup.txt
expect 2 'missing/out: No such file' exhaust --save missing/out
expect 2 'missing/state: No such file' exhaust --scope tiny --sweeps two --state missing/state
expect 2 'dup.txt: it is of another run' exhaust --scope tiny --state inputs/below/dup.txt
expect 0 '^[0-9]* operations over all pairs of up to 6 edges on 3 shapes in 2 kinds of trees, .*: no divergence$' exhaust --scope tiny --sweeps two

expect 0 '--timeout' min --help
expect 2 'wants one file' min
expect 2 'dup.txt: does not reproduce: no divergence' min inputs/below/dup.txt
printf '# Diverges with dup:state on linux 6.99.0 (commit 0123456789ab-dirty, files 0123456789ab).\ndup t0 t1\n' >other.txt
expect 2 'other.txt: no divergence on .*; it diverged on another tree, linux 6.99.0 (commit .*, files 0123456789ab)$' min other.txt
expect 0 '^other.txt: no divergence here; it diverged on another tree, linux 6.99.0 (commit .*, files 0123456789ab)$' replay other.txt
expect 0 '"other_tree": "linux 6.99.0 (' replay --json other.txt
printf '# Diverges with dup:state on %s.\ndup t0 t1\n' "$("$maplefuzz" --subject)" >same.txt
expect 2 'same.txt: does not reproduce: no divergence on ' min same.txt
expect 2 "no check 'nope'" min --without nope inputs/below/dup.txt
expect 2 "wants a number .* not 'soon'" min --time soon inputs/below/dup.txt
expect 2 '^bad.txt:2:3: ' min bad.txt

expect 0 '--kernel' emit --help
expect 0 'error = mtree_dup(&t0, &t1, GFP_KERNEL);' emit inputs/below/dup.txt
# A store into a tree with an external lock becomes a mas_store, which the swarm of this file has not.
{ printf '\006\020\004\000\001\000\000\001'; printf '%4s\005%15s' '' '' | tr ' ' '\000'; } >swarm
expect 0 '{ 5, 5, 0, 1, VALUE(1), 0 },' emit swarm
expect 0 'static noinline void __init check_maplefuzz(void)' emit --kernel inputs/below/dup.txt
printf 'fail_alloc count 1\nstore t0 [5] v1\n' >fault.txt
expect 2 '^ \* There is no function for the kernel: an allocation has to fail' emit --kernel fault.txt
expect 0 '^module_init(load);' emit --module inputs/below/dup.txt
expect 0 '^	begin_call(1, "' emit --module inputs/below/dup.txt
"$maplefuzz" emit --module fault.txt >out 2>err
if grep -q 'takes its nodes from sheaves' out; then
	expect 2 'allocations have to fail, and .* sheaves, which a module cannot answer for' emit --module fault.txt
else
	expect 0 '} while (gave_up(error == -ENOMEM));' emit --module fault.txt
	expect 0 '^#define mas_nomem(mas, gfp) real_nomem(mas, gfp)' emit --module fault.txt
fi
printf 'trees rcu\nstore t0 [5] v1\novertake t0 [5] v2 at 1\n' >middle.txt
expect 2 'middle.txt: call 2, overtake t0 \[5\] v2 at 1: somebody has to act in the middle of a call, which a module' emit --module middle.txt
printf 'nomem_store t0 [5, 5] v1\n' >nomem.txt
expect 0 '^#define mas_nomem(mas, gfp) lacks_memory(mas)' emit --module nomem.txt
expect 2 'scripts/in-kernel runs modules' emit --module --check inputs/below/dup.txt
expect 0 'ground_fail_nth(1);' emit fault.txt
expect 0 'no divergence: the test passes, as it should$' emit --check inputs/below/dup.txt
expect 0 'no divergence: the test passes, as it should$' emit --check --kernel inputs/below/dup.txt
expect 2 'does not build with' emit --check --subject empty inputs/below/dup.txt
expect 2 'wants one file' emit
expect 2 '^bad.txt:2:3: ' emit bad.txt

expect 0 '--svg' dot --help
expect 0 'label="t1, plain: 1 range, 1 node, height 1"' dot inputs/below/dup.txt
expect 0 'on \(embedded\|linux [^ ]*\) (' dot inputs/below/dup.txt
expect 0 'call 1: store t0 \[5\] v1' dot --at 1 inputs/below/dup.txt
expect 2 'there is no call 3, it makes 2' dot --at 3 inputs/below/dup.txt
expect 2 "counts from 1, so '0' is no call" dot --at 0 inputs/below/dup.txt
expect 2 'inputs/nothing: the program makes no call' dot inputs/nothing
expect 2 'wants one file' dot
# The title is not wider than a node.
echo 'store_range t0 [0x1000000000000000, 0x1fffffffffffffff] v1' >wide.txt
if "$maplefuzz" dot wide.txt | grep '^	label=' | sed 's/.*label="//; s/\\n/\n/g' | grep -q '.\{61\}'; then
	echo "dot: the title is wider than the picture"
	failures=$((failures + 1))
fi
if command -v dot >/dev/null; then
	expect 0 '</svg>' dot --svg inputs/below/dup.txt
fi

# Nothing is left of a check that is interrupted.
mkdir temporary
# shellcheck disable=SC2016  # they are the script's own
printf '#!/bin/sh\nkill -INT $$ "$PPID"\n' >interrupted
chmod +x interrupted
TMPDIR=$PWD/temporary CC=$PWD/interrupted expect 2 'does not build' emit --check source.txt
rmdir temporary || failures=$((failures + 1))

# Output that nobody gets is a failure.
lost() {
	if [ "$2" -ne 2 ] || [ "$(wc -l <err)" -ne 1 ]; then
		echo "maplefuzz $1 with its output lost: exit $2, and:"
		cat err
		failures=$((failures + 1))
	fi
}
for verb in show dot 'dot --svg' emit 'show --trace' stats replay 'replay --json'; do
	case $verb in *svg) command -v dot >/dev/null || continue ;; esac
	# shellcheck disable=SC2086  # options are words of their own
	"$maplefuzz" $verb source.txt >/dev/full 2>err
	lost "$verb" $?
	# shellcheck disable=SC2086
	"$maplefuzz" $verb source.txt >&- 2>err
	lost "$verb" $?
done

# catches PROCESS NUMBER: is it maplefuzz by now, with a handler for that signal?
catches() {
	local mask

	mask=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status")
	[ "/proc/$1/exe" -ef "$maplefuzz" ] && (( 0x$mask >> ($2 - 1) & 1 ))
}

# Who interrupts it is told what was done.
for signal in INT TERM HUP; do
	# Behind & a shell lets its children ignore SIGINT.
	env --default-signal="$signal" "$maplefuzz" random --runs 1000000000 >out 2>err &
	# Of a process that has ended there is no file.
	until catches $! "$(kill -l $signal)" || [ ! -e /proc/$!/exe ]; do sleep 0.01; done
	kill -s $signal $!
	wait $!
	status=$?
	if [ $status -ne $((128 + $(kill -l $signal))) ] || ! grep -q ' executions, .* no divergence$' out; then
		echo "maplefuzz random with SIG$signal: exit $status, and:"
		cat out err
		failures=$((failures + 1))
	fi
done

expect 0 ': 50 executions, .*no divergence$' random --runs 50 --seed 1 --corpus inputs
cp out first
expect 0 'executions' random --runs 50 --seed 1 --corpus inputs
if [ "$(cut -d' ' -f1-7 first)" != "$(cut -d' ' -f1-7 out)" ]; then
	echo "maplefuzz random: the same seed did something else:"
	cat first out
	failures=$((failures + 1))
fi
expect 2 'empty: no inputs' random --corpus empty

# Two texts that are the same program; 100 bytes of zeros, which end within a record, and none at all.
cp inputs/below/dup.txt inputs/below/again.txt
printf 'trees rcu\nfill t0 [0x10, 0x1f] v1 stride 2 count 100\n' >inputs/fill.txt
expect 0 '^files         5, 232 bytes; 1 duplicates, 0 structural, 2 not canonical$' stats inputs
expect 0 '^instructions  median 2, largest 4$' stats inputs
expect 0 '^generations   0: 2, 1: 0, .*[0-9]: 3$' stats inputs
expect 0 '^attributes    alloc: 0, rcu: 1, extern: 0, plain: 4$' stats inputs
expect 0 '^heights       largest 2; reached: 1: 3, 2: 1$' stats inputs
expect 0 '^dup  *2  *2$' stats inputs
expect 0 '^dup  *0  *0$' stats --target dup --light inputs/fill.txt
expect 0 '"not_canonical": 2,$' stats --json inputs
expect 0 '"fill": {"calls": 1, "files": 1}' stats --json inputs
expect 2 'no file given' stats
expect 2 '^bad.txt:2:3: ' stats bad.txt
expect 2 "no target 'nope'" stats --target nope inputs
expect 2 'takes no file' random inputs

[ $failures -eq 0 ]
