"""Meter drivers: one module a family, and the catalogue of all models."""

from eichlab.meters.bsm import Bsm
from eichlab.meters.catalogue import MODELS, Model, model_named
from eichlab.meters.dc650 import Dc650
from eichlab.meters.dcbm import Dcbm
from eichlab.meters.em580 import Em580
from eichlab.meters.gsh01 import Gsh01
from eichlab.meters.iem_dcr import IemDcr
from eichlab.meters.meter import Meter
from eichlab.meters.register_map import RegisterMeter, is_map_file
from eichlab.meters.request_text import refused_character

__all__ = [
    "MODELS",
    "Bsm",
    "Dc650",
    "Dcbm",
    "Em580",
    "Gsh01",
    "IemDcr",
    "Meter",
    "Model",
    "RegisterMeter",
    "is_map_file",
    "model_named",
    "refused_character",
]
