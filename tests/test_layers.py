#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of layers.py: circles that it has to find, and what is none."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

LAYERS = pathlib.Path(__file__).resolve().parent / "layers.py"


class Layers(unittest.TestCase):

    def run_on(self, files):
        """Run layers.py on a folder with these files. Return (exit code, what it prints)."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            done = subprocess.run([sys.executable, "-B", LAYERS, folder], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def check(self, files, code, text):
        found, output = self.run_on(files)
        self.assertEqual(found, code, output)
        self.assertIn(text, output)

    def test_layers_are_printed(self):
        self.check({"a.h": "int a(void);\n", "a.c": '#include "a.h"\nint a(void) { return 1; }\n',
                    "b.c": '#include "a.h"\nint b(void) { return a(); }\n'}, 0, "layer 0: a.c\nlayer 1: b.c\n")

    def test_headers_in_a_circle(self):
        self.check({"a.h": '#include "b.h"\n', "b.h": '#include "a.h"\n'}, 1, "a circle: a.h includes b.h, b.h includes a.h")

    def test_functions_in_a_circle(self):
        self.check({"all.h": "int a(int n);\nint b(int n);\n",
                    "a.c": '#include "all.h"\nint a(int n) { return n ? b(n - 1) : 0; }\n',
                    "b.c": '#include "all.h"\n__attribute__((__cold__)) int\nb(int n)\n{\n\treturn a(n);\n}\n'},
                   1, "a circle: a.c uses b of b.c, b.c uses a of a.c")

    def test_a_variable_makes_a_circle(self):
        self.check({"all.h": "extern int count[2];\nint next(void);\n",
                    "a.c": '#include "all.h"\nint count[2] = { 1, 2 };\nint a(void) { return next(); }\n',
                    "b.c": '#include "all.h"\nint next(void) { return count[1]++; }\n'},
                   1, "a circle: a.c uses next of b.c, b.c uses count of a.c")

    def test_a_table_of_functions_makes_a_circle(self):
        self.check({"all.h": "int a(void);\nint b(void);\n",
                    "a.c": '#include "all.h"\nstatic int (*const table[])(void) = { b };\nint a(void) { return table[0](); }\n',
                    "b.c": '#include "all.h"\nint b(void) { return a(); }\n'}, 1, "a circle")

    def test_macros_and_inline_functions_pass_on_what_they_use(self):
        for helper in ("#define TWICE() (2 * a())", "static inline int twice(void) { return 2 * a(); }"):
            name = "TWICE" if "define" in helper else "twice"
            self.check({"all.h": f"int a(void);\nint b(void);\n{helper}\n",
                        "a.c": '#include "all.h"\nint a(void) { return b(); }\n',
                        "b.c": f'#include "all.h"\nint b(void) {{ return {name}(); }}\n'}, 1, "b.c uses a of a.c")

    def test_what_is_no_use(self):
        self.check({"all.h": "struct s { int a; };\nint a(void);\nint b(void);\n",
                    "a.c": '#include "all.h"\n/* b() */\nint a(void) { return b(); }\n',
                    "b.c": '#include "all.h"\n// a()\nint b(void) { struct s s = { .a = 1 }; (void)"a()"; return s.a; }\n'},
                   0, "layer 2: a.c")

    def test_static_functions_belong_to_their_file(self):
        self.check({"a.c": "static int f(void) { return 1; }\nint a(void) { return f(); }\n",
                    "b.c": "static int f(void) { return 2; }\nint b(void) { return f(); }\n"}, 0, "layer 0: a.c b.c")

    def test_a_name_that_two_files_define(self):
        a = '#include "x.h"\nint a(void) { return b(); }\nint b(void) { return 0; }\n'
        c = '#include "x.h"\nint a(void) { return 0; }\nint b(void) { return a(); }\n'
        self.check({"x.h": "int a(void);\nint b(void);\n", "a.c": a, "c.c": c}, 0, "layer 1: a.c c.c")

    def test_folders(self):
        self.check({"include/linux/x.h": "int x(void);\n", "x.c": "#include <linux/x.h>\nint x(void) { return 0; }\n",
                    "up/y.c": "#include <linux/x.h>\nint y(void) { return x(); }\n"}, 0, "layer 2: up/y.c")

    def test_headers_of_libc(self):
        self.check({"include/linux/types.h": "#include <stddef.h>\n", "include/linux/stddef.h": "#include <linux/types.h>\n"},
                   0, "layer 1: include/linux/stddef.h")

    def test_wrong_use(self):
        done = subprocess.run([sys.executable, "-B", LAYERS, "/nowhere"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (2, "layers.py: there is no folder /nowhere\n"))
        self.check({"README": ""}, 2, "there is no C file in")


if __name__ == "__main__":
    unittest.main()
