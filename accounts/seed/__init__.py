"""Imports an operator's catalogue and customers from one YAML file: all of it or nothing."""

from __future__ import annotations

from accounts.seed.load import load_seed
from accounts.seed.model import Seed
from accounts.seed.read import read_seed

__all__ = ["Seed", "load_seed", "read_seed"]
