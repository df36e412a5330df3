"""What the commands of `count` share: the desk they work at."""

from jobs.app import App
from jobs.counts import Desk, Step
from reconcile.decide import Tolerance


def desk_of(app: App, step: Step = lambda _: None) -> Desk:
    settings = app.config.counts
    tolerance = Tolerance(units=settings.tolerance_units, percent=settings.tolerance_percent)
    return Desk(database=app.database, tolerance=tolerance, actor=app.actor, step=step)
