"""Templates as the portal reads them: what depends on its arguments alone is made once."""

from collections.abc import Callable
from functools import cache, lru_cache
from types import MappingProxyType

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

KEPT = MappingProxyType(
    {
        "macros/icons.html": ("icon",),
        "macros/shell.html": ("account_links", "brandmark", "foot", "lost", "nav_links"),
    }
)
"""Macros of every page whose arguments are few and the same for many people."""
ENOUGH = 500


class PortalTemplate(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - Jinja's signature
        """Our macros take all they need as arguments, so one module serves every page that imports it."""
        if self._module is None:
            module = self.make_module()
            for name in KEPT.get(self.name or "", ()):
                setattr(module, name, lru_cache(ENOUGH)(getattr(module, name)))
            self._module = module
        return self._module


def join(app: Flask) -> None:
    app.jinja_env.template_class = PortalTemplate
    app.jinja_env.globals["url_for"] = kept_addresses(app.url_for)


def kept_addresses(url_for: Callable[..., str]) -> Callable[..., str]:
    """An endpoint without values has one address, and a page's frame names a dozen of them."""
    plain = cache(url_for)

    def address(endpoint: str, **values: object) -> str:
        return url_for(endpoint, **values) if values else plain(endpoint)

    return address
