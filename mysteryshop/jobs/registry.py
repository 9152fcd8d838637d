"""Every kind of job and the function that does it. Each takes the job's subject and may be run twice."""

from collections.abc import Callable

from mysteryshop.jobs import audits, exports, housekeeping, imports, location_imports, mails, reports

HANDLERS: dict[str, Callable[[str], None]] = {
    function.__name__: function
    for function in (
        reports.render_report,
        reports.render_audit_report,
        reports.render_wave_reports,
        exports.export_responses,
        imports.read_import,
        imports.check_import,
        imports.import_responses,
        location_imports.read_locations,
        location_imports.check_locations,
        location_imports.import_locations,
        audits.score_round,
        audits.scale_photo,
        mails.send_mail,
        housekeeping.keep_house,
    )
}
