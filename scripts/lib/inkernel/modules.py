# SPDX-License-Identifier: GPL-2.0-or-later
"""
Builds the modules of some programs for a kernel: one for each, or one for many, which makes the calls of one program after the other; or one that
reads programs.
"""

import re
import subprocess
import time
import typing

from common.command import Failure
from common.kept import write_if_changed
from common.make import clean_environment, complaint
from common.words import count, for_people

from .steps import kinds, words

# What the compiler or modpost says: of which program or module, and what.
BROKEN = re.compile(r"(?:^|/)(\w+)\.c:\d+:\d+: (?:fatal )?error: (.*)$", re.M)
MISSING = re.compile(r'^ERROR: modpost: "(\w+)" \[\S*?(\w+)\.ko\] undefined', re.M)

# The first file of a module of many programs. @first: where it goes on, in a boot after one that a program has ended.
MANY = """// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes the calls of some programs, one after the other. */
#include <linux/module.h>
#include <linux/printk.h>

%(declared)s

static unsigned int first;

module_param(first, uint, 0);

static const struct {
	const char *name;
	int (*run)(void);
} programs[] __initconst = {
%(listed)s
};

static int __init load(void)
{
	unsigned int i;
	int error;

	for (i = first; i < ARRAY_SIZE(programs); i++) {
		pr_info("maplefuzz: %%s: loading\\n", programs[i].name);
		error = programs[i].run();
		if (error)
			pr_err("maplefuzz: %%s: not loaded: error %%d\\n", programs[i].name, error);
	}
	return 0;
}

static void __exit unload(void)
{
}

module_init(load);

module_exit(unload);

MODULE_DESCRIPTION("Programs of maplefuzz: calls of the maple tree, and what they should give");

MODULE_LICENSE("GPL");
"""


# The module that reads programs, and how the files end in which they are.
READER, STEPS = "every_program", ".steps"


class Module(typing.NamedTuple):
    """
    @name: of the module; @programs: of those that it runs, in that order: one of the same name, or some; @reads: it reads them from a file, which
    has its name.
    """
    name: str
    programs: tuple
    reads: bool = False

    @property
    def many(self):
        return self.reads or self.programs != (self.name,)

    def words(self, name):
        """Parameters with which it begins with its program @name."""
        return [*(["path=/modules/" + self.name + STEPS] if self.reads else []), *(["first=%d" % self.programs.index(name)] if self.many else [])]

    def files(self):
        """Those that the guest needs."""
        return [self.name + end for end in (".ko", *([STEPS] if self.reads else []))]

    def source(self):
        """Its first file, if it has many programs."""
        return MANY % {"declared": "\n".join("int program_%s(void);" % name for name in self.programs),
                       "listed": "\n".join('\t{ "%s", program_%s },' % (name, name) for name in self.programs)}

    def lines(self):
        """Those of the file Kbuild."""
        if not self.many or self.reads:
            return ["obj-m += %s.o" % self.name]
        return ["obj-m += %s.o" % self.name,
                "%s-y := %s" % (self.name, " ".join("%s.o" % name for name in (self.name + "_main", *self.programs))),
                *("CFLAGS_%s.o := -DMAPLEFUZZ_PROGRAM=program_%s" % (name, name) for name in self.programs)]


def explain(text):
    """A complaint of the compiler, in words."""
    match = re.search(r"implicit declaration of function ‘(\w+)’", text)
    refused = re.fullmatch(r'#error "(.*)"', text)
    return refused[1] if refused else "this kernel has no %s()" % match[1] if match else "does not compile: " + text


def group(programs, together):
    """Modules of up to @together programs each; what was given as C is one by itself."""
    names = [program.name for program in programs if together > 1 and program.file.suffix != ".c"]
    many = [Module("many%d" % (at // together + 1), tuple(names[at:at + together])) for at in range(0, len(names), together)]
    return many + [Module(program.name, (program.name,)) for program in programs if program.name not in names]


class Modules:
    """Those in @folder, for @kernel."""

    def __init__(self, kernel, folder):
        self.kernel = kernel
        self.folder = folder
        self.log = folder / "make.log"

    def make(self, modules):
        """Build @modules. Return a complaint for each program and module that does not build."""
        for module in modules:
            if module.many and not module.reads:
                write_if_changed(self.folder / (module.name + "_main.c"), module.source().encode())
        write_if_changed(self.folder / "Kbuild", "".join(line + "\n" for module in modules for line in module.lines()).encode())
        with self.log.open("wb") as out:
            done = subprocess.run([*self.kernel.module_words(self.folder), "-s", "-k", "-j2"], env=clean_environment(),
                                  stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        text = self.log.read_text(encoding="utf-8", errors="replace")
        broken = {}
        for name, what in BROKEN.findall(text):
            broken.setdefault(name, explain(what))
        for symbol, name in MISSING.findall(text):
            broken.setdefault(name, "this kernel does not export %s() to modules" % symbol)
        names = {name for module in modules for name in (module.name, *module.programs)}
        broken = {name: what for name, what in broken.items() if name in names}
        if done.returncode and not broken:
            raise Failure("modules for %s do not build: %s; the log is %s" % (self.kernel.name, complaint(self.log), for_people(self.log)))
        return broken

    def strip(self, modules):
        """Some hundred modules with what is for a debugger do not fit into the guest. What cannot be stripped is large, no more."""
        files = [self.folder / (module.name + ".ko") for module in modules]
        if files:
            subprocess.run(["strip", "--strip-debug", *files], capture_output=True, check=False)

    def build_reader(self, programs, tool):
        """
        Build the module that reads @programs, which stand in the folder as steps, and write the file for it. Return it; None if it does not
        build, with a line that says why.
        """
        left = [program for program in programs if not program.complaint]
        texts = [(self.folder / (program.name + STEPS)).read_text(encoding="utf-8") for program in left]
        known = kinds(texts)
        print("in-kernel: building a module that reads %s, of %s of statements, for %s"
              % (count(len(left), "program"), count(len(known), "kind"), self.kernel.name), flush=True)
        start = time.monotonic()
        listed = self.folder / "kinds"
        listed.write_text("".join(kind + "\n" for kind in known), encoding="utf-8")
        write_if_changed(self.folder / (READER + ".c"), tool.run(["emit", "--interpreter", listed]).stdout.encode())
        numbers = {kind: number for number, kind in enumerate(known)}
        (self.folder / (READER + STEPS)).write_bytes(b"".join(words(program.name, text, numbers) for program, text in zip(left, texts)))
        module = Module(READER, tuple(program.name for program in left), True)
        broken = self.make([module])
        if broken:
            print("in-kernel: there is no such module: %s" % broken[READER], flush=True)
            return None
        self.strip([module])
        print("in-kernel: built it in %d s" % (time.monotonic() - start), flush=True)
        return module

    def build(self, programs, together):
        """
        Build modules of the @programs, which have a C file each in the folder; note the complaints of those that do not build.
        @together: so many in one. Return the modules.
        """
        left = [program for program in programs if not program.complaint]
        print("in-kernel: building %s for %s" % (count(len(left), "program"), self.kernel.name), flush=True)
        start = time.monotonic()
        while True:
            modules = group(left, together)
            broken = self.make(modules) if modules else {}
            for program in left:
                program.complaint = broken.get(program.name)
            if not broken:
                self.strip(modules)
                print("in-kernel: built %s in %d s" % (count(len(modules), "module"), time.monotonic() - start), flush=True)
                return modules
            # What is wrong with a module of many, one of them has.
            together = 1 if any(module.many and module.name in broken for module in modules) else together
            left = [program for program in left if not program.complaint]
