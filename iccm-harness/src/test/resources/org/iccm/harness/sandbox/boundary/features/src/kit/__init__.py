"""Many kinds of things that a suite may touch."""

from .model import Colour, Level, Money, Point, Reading, Shelf, Unit
from .problems import KitError, Missing, explain

__version__ = "1.2"
__all__ = ["Colour", "KitError", "Level", "Missing", "Money", "Point", "Reading", "Shelf", "Unit", "explain"]
