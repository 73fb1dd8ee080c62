# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a page for a browser of a template: one file, with links to others in its folder, and none to elsewhere."""

import importlib
import importlib.util
import pathlib
import sys

from common.build import install
from common.command import Failure

HERE = pathlib.Path(__file__).parent


def require_jinja2():
    """Install what makes the pages. Commands that make some call this before they begin to work."""
    install("python3-jinja2")
    importlib.invalidate_caches()
    if not importlib.util.find_spec("jinja2"):
        raise Failure("%s has no jinja2; Debian's python3-jinja2 is for /usr/bin/python3" % sys.executable)


def render(template, **values):
    """The page that the file @template makes of @values. Templates in this folder can be extended and imported."""
    import jinja2  # pylint: disable=import-outside-toplevel  # require_jinja2() comes first

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader([template.parent, HERE]), autoescape=True,
                                     undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(template.name).render(values)
