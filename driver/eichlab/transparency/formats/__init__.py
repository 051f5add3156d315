"""Signed formats beside OCMF: one reader a module, listed in `eichlab.transparency.content`."""
