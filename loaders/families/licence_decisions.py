"""What a council decided about licences, and when."""

from dataclasses import replace

from loaders.families.licensing import LICENCE_REGISTER, REFERENCES

LICENCE_DECISIONS = replace(
    LICENCE_REGISTER,
    name="licence_decisions",
    title="Licensing decisions",
    source="Decisions lists of licensing committees, DOMAIN guide 1.10 and 2.4; headings vary by council",
    signature=(
        REFERENCES,
        "Licence Type|Type of Licence|Licence Category|Type",
        "Decision|Outcome",
        "Decision Date|Date of Decision",
    ),
    rename={
        **{heading: field for heading, field in LICENCE_REGISTER.rename.items() if field != "event_date"},
        "Decision": "outcome",
        "Outcome": "outcome",
        "Decision Date": "event_date",
        "Date of Decision": "event_date",
    },
    kind="events",
    type="LICENCE_APPLICATION",
    outcome_scheme="LICENSING",
    outcome_types={
        "granted": "LICENCE_GRANTED",
        "granted with conditions": "LICENCE_GRANTED",
        "renewed": "LICENCE_GRANTED",
        "refused": "LICENCE_REFUSED",
        "revoked": "LICENCE_REVOKED",
        "review called": "LICENCE_REVIEW",
        "suspended": "LICENCE_REVIEW",
        "suspended for non-payment": "LICENCE_REVIEW",
        "conditions added": "LICENCE_REVIEW",
        "warning": "WARNING",
    },
)
