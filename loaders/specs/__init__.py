"""Every layout known out of the box; a partner's own differences are a module here that replaces a few values."""

from loaders.families.athena import ATHENA_CRIMES
from loaders.families.cfrmis import CFRMIS_AUDITS
from loaders.families.cqc import CQC_LOCATIONS
from loaders.families.fhrs import FHRS_XML
from loaders.families.home_office import SPONSORS
from loaders.families.trading_standards import TRADING_STANDARDS_COMPLAINTS, TRADING_STANDARDS_VISITS
from loaders.families.uniform import UNIFORM_VISITS
from loaders.families.voa import VOA_LIST
from loaders.spec import Spec

SPECS: tuple[Spec, ...] = (
    FHRS_XML,
    CFRMIS_AUDITS,
    ATHENA_CRIMES,
    TRADING_STANDARDS_COMPLAINTS,
    TRADING_STANDARDS_VISITS,
    VOA_LIST,
    UNIFORM_VISITS,
    CQC_LOCATIONS,
    SPONSORS,
)
