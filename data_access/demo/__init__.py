"""The synthetic primary care network with a known true effect."""

from data_access.demo.generate import DemoPcn, generate, simulate
from data_access.demo.settings import DemoSettings
from data_access.demo.truth import DemoTruth, Window
from data_access.demo.writing import TRUTH_FILE, write_demo

__all__ = [
    "TRUTH_FILE",
    "DemoPcn",
    "DemoSettings",
    "DemoTruth",
    "Window",
    "generate",
    "simulate",
    "write_demo",
]
