"""Environments, builds and inputs: everything a contender needs before it can start."""

from __future__ import annotations

from runoff.toolbox.box import Prepared, Toolbox

__all__ = ["Prepared", "Toolbox"]
