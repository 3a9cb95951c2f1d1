"""Health and Safety Executive: notices it served and convictions it won, as published. Neither has an address."""

from dataclasses import replace

from loaders.spec import Spec

_LOCAL_AUTHORITY = ("offender_local_authority", "Local authority")
_ACTIVITY = ("offender_main_activity", "Main activity")

HSE_NOTICES = Spec(
    name="hse_notices",
    title="HSE notices",
    partner="HSE",
    partner_org="Health and Safety Executive",
    function="HEALTH_SAFETY",
    source="resources.hse.gov.uk/notices, list and detail; JSON of shotleybuilder/sertantai-enforcement, ten notices of March 2024",
    signature=(
        "regulator_id|Notice number|Notice No",
        "offender_name|Recipient's name|Recipient’s name|Recipient|Recipient name",
        "offence_action_type|Notice type",
        "offence_action_date|Issue date|Date issued",
    ),
    rename={
        "regulator_id": "touch_point_ref",
        "Notice number": "touch_point_ref",
        "Notice No": "touch_point_ref",
        "offender_name": "name",
        "Recipient's name": "name",
        "Recipient’s name": "name",
        "Recipient name": "name",
        "Recipient": "name",
        "offence_action_type": "outcome type",
        "Notice type": "outcome type",
        "offence_action_date": "event_date",
        "Issue date": "event_date",
        "Date issued": "event_date",
        **dict.fromkeys(_LOCAL_AUTHORITY, "district"),
        **dict.fromkeys(_ACTIVITY, "category category_code"),
        "offence_result": "status",
        "Result": "status",
    },
    date_formats=("%d/%m/%Y", "%Y-%m-%d"),
    type="NOTICE",
    outcome_scheme="HSE",
    outcome_types={"court case": "PROSECUTION", "caution": "CAUTION"},
    statuses={"ongoing": "IN_FORCE", "appeal": "APPEALED", "complied": "COMPLIED"},
    sector_codes="sic",
    ignore=("offence_description", "offence_breaches", "offence_compliance_date", "offender_address", "offender_sic", "regulator_function", "Description"),
)  # fmt: skip

HSE_CONVICTIONS = replace(
    HSE_NOTICES,
    name="hse_convictions",
    title="HSE convictions",
    source="resources.hse.gov.uk/convictions, list and detail, DOMAIN guide 1.6; people's names are not kept: criminal records are not ours",
    signature=(
        "Case number|Case No|Case/Breach|Case ref",
        "Defendant's name|Defendant’s name|Defendant|Defendant name",
        "Offence date|Hearing date|Date of hearing|Conviction date",
        "Local authority",
    ),
    rename={
        "Case number": "touch_point_ref",
        "Case No": "touch_point_ref",
        "Case/Breach": "touch_point_ref",
        "Case ref": "touch_point_ref",
        "Defendant's name": "legal_name",
        "Defendant’s name": "legal_name",
        "Defendant name": "legal_name",
        "Defendant": "legal_name",
        "Hearing date": "event_date",
        "Date of hearing": "event_date",
        "Conviction date": "event_date",
        "Offence date": "event_date",
        "Local authority": "district",
        "Main activity": "category category_code",
        "Total fine": "value_gbp",
        "Fine": "value_gbp",
    },
    type="PROSECUTION",
    outcome="conviction",
    outcome_types={},
    statuses={},
    bodies_only=True,
    ignore=("Result", "Total costs awarded to HSE", "Description", "Related cases"),
)
