"""Tables, constraints, relationships. A rule the database can hold, the database holds."""

from mysteryshop.models.audits import Answer, Audit, Payload, Photo, ReturnNote, Round, SectionScore
from mysteryshop.models.brands import Area, Brand, BrandSituation, Location
from mysteryshop.models.fieldwork import Assignment, Draft, Wave, WaveShopper
from mysteryshop.models.history import Access, Change
from mysteryshop.models.people import Invitation, Membership, User
from mysteryshop.models.reports import Export, Job, Mail, RateCount, Report
from mysteryshop.models.scorecards import Scorecard, ScorecardVersion
from mysteryshop.models.surveys import (
    Import,
    ImportMapping,
    ImportRow,
    Response,
    Survey,
    SurveyLink,
    SurveyVersion,
)

__all__ = [
    "Access", "Answer", "Area", "Assignment", "Audit", "Brand", "BrandSituation", "Change", "Draft", "Export", "Import",
    "ImportMapping", "ImportRow", "Invitation", "Job", "Location", "Mail", "Membership", "Payload", "Photo",
    "RateCount", "Report", "Response", "ReturnNote", "Round", "Scorecard", "ScorecardVersion", "SectionScore",
    "Survey", "SurveyLink", "SurveyVersion", "User", "Wave", "WaveShopper",
]  # fmt: skip
