"""Meter drivers: one module a family, and the catalogue of all models."""

from eichlab.meters.bsm import Bsm
from eichlab.meters.catalogue import MODELS, Model, model_named
from eichlab.meters.em580 import Em580
from eichlab.meters.meter import Meter

__all__ = ["MODELS", "Bsm", "Em580", "Meter", "Model", "model_named"]
