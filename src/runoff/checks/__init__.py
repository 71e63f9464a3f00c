"""Validity rules, one per file; each exports CHECK. They are found by looking into this package: no list names them."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from runoff.checks.check import Check, Evidence
from runoff.model.result import Finding

__all__ = ["Check", "Evidence", "all_checks", "run_all"]


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of this package, by name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    checks: list[Check] = [module.CHECK for module in modules if hasattr(module, "CHECK")]
    return tuple(sorted(checks, key=lambda check: check.name))


def run_all(evidence: Evidence) -> tuple[Finding, ...]:
    """What every check finds, in the order of their names, then of the contenders."""
    return tuple(finding for check in all_checks() for finding in check.rule(evidence))
