"""The rules of the business. Pure: no Flask, no SQLAlchemy, no clock, no randomness.

Words, used everywhere with these meanings:

brand · area (a node of the brand's tree: country, region, district) · location (store, branch, call centre,
web shop; has a time zone) · scorecard, scorecard version (published, immutable) · section, question, option ·
situation (a key of the scorecard document: order, inquiry, purchase, complaint, feedback, or a brand's own) with a
channel (visit, phone, e-mail, chat, web) · wave (a period of fieldwork) · assignment (one location, one situation,
one scorecard version, one window, at most one shopper) · draft · audit (what a shopper sent for an assignment) ·
round (one sending of it) · answer · photo (evidence) · review · survey, response (a customer's CSAT, NPS, CES) ·
report · change (an entry of the history; "audit log" would say audit twice).

Roles: admin and account_manager (the agency), brand_owner (one brand, configures its scorecards, never sees who the
shopper is), location_manager (some locations), shopper (own assignments only).
"""
