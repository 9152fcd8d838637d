"""The names of a brand's own situations."""

import json

from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import BrandSituation


def own_situation_names(brand_id: int) -> dict[str, dict[str, str]]:
    """Situation key -> language code -> name, for `reports.situations.situation_name`."""
    rows = db.session.execute(
        select(BrandSituation.key, BrandSituation.names).where(BrandSituation.brand_id == brand_id)
    )
    return {key: json.loads(names) for key, names in rows}
