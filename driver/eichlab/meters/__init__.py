"""Meter drivers: one module a family, and the catalogue of all models."""

from eichlab.meters.catalogue import MODELS, Model, model_named
from eichlab.meters.dc650 import Dc650
from eichlab.meters.em580 import Em580
from eichlab.meters.gsh01 import Gsh01
from eichlab.meters.meter import Meter

__all__ = ["MODELS", "Dc650", "Em580", "Gsh01", "Meter", "Model", "model_named"]
