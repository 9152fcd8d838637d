"""Home of the account managers: the next thing to do."""

from flask import render_template

from mysteryshop.clock import utc_now
from mysteryshop.queries.scope import brands_of
from mysteryshop.queries.tasks import brand_tasks, setup_tasks, wave_tasks
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.manager.blueprint import bp


@bp.get("/")
@requires("manage brand")
def home() -> str:
    brands = brands_of(own_viewer(), "manage brand")
    numbers = brand_tasks(brands, utc_now())
    return render_template(
        "manager/home.html",
        brands=numbers,
        tasks=wave_tasks(brands, utc_now()),
        setup=setup_tasks(brands),
        to_review=sum(brand.to_review for brand in numbers),
        held=sum(brand.held for brand in numbers),
        new_reports=[brand for brand in numbers if brand.new_reports],
    )
