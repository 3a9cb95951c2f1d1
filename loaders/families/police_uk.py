"""Street-level crime of data.police.uk: an area layer. Its points are moved on purpose and are never matched to a business."""

from loaders.spec import Spec

STREET_CRIME = Spec(
    name="street_crime",
    title="Street-level crime (data.police.uk)",
    partner="POLICE",
    partner_org="data.police.uk",
    function="CRIME",
    source="https://data.police.uk/about/; read against Essex, January 2019",
    signature=("Crime ID", "Month", "Falls within", "LSOA code", "Crime type", "Last outcome category"),
    rename={
        "Crime ID": "touch_point_ref",
        "Month": "event_date",
        "Falls within": "partner_org",
        "Longitude": "longitude",
        "Latitude": "latitude",
        "Crime type": "category",
        "Last outcome category": "outcome",
    },
    feeds="context",
    date_formats=("%Y-%m",),
    date_precision="month",
    coordinate_precision="AREA",
    type="CRIME",
    role="LOCATION",
    ignore=("Reported by", "Location", "LSOA code", "LSOA name", "Context"),
)
