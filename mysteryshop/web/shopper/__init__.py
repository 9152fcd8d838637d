"""Shoppers: assignments and visits."""

from mysteryshop.web.shopper import assignments, leftover, phone, photos, sending, visit
from mysteryshop.web.shopper.blueprint import bp

__all__ = ["assignments", "bp", "leftover", "phone", "photos", "sending", "visit"]
