"""Every layout known out of the box; a partner's own differences are a module here that replaces a few values."""

from loaders.families.athena import ATHENA_CRIMES
from loaders.families.business_rates import RATES_ACCOUNTS
from loaders.families.cfrmis import CFRMIS_AUDITS
from loaders.families.companies_house import COMPANIES
from loaders.families.contact_logs import CONTACT_LOG
from loaders.families.cqc import CQC_DEACTIVATED, CQC_DIRECTORY, CQC_LOCATIONS
from loaders.families.environment_agency import EA_ENFORCEMENT, SCRAP_CAR_SITES, WASTE_CARRIERS
from loaders.families.fhrs import FHRS
from loaders.families.fire_incidents import FIRE_INCIDENTS
from loaders.families.fire_notices import FIRE_NOTICES
from loaders.families.flare import FLARE_REQUESTS
from loaders.families.food_registrations import FOOD_REGISTRATIONS
from loaders.families.food_wholesalers import FOOD_WHOLESALERS
from loaders.families.home_office import CIVIL_PENALTIES, SPONSORS
from loaders.families.housing import HMO_REGISTER
from loaders.families.hse import HSE_CONVICTIONS, HSE_NOTICES
from loaders.families.labour_market import GLAA_LICENCES, MINIMUM_WAGE
from loaders.families.licence_decisions import LICENCE_DECISIONS
from loaders.families.licensing import LICENCE_REGISTER, PREMISES_LICENCES
from loaders.families.m3 import M3_INSPECTIONS
from loaders.families.ofsted import OFSTED_CHILDCARE
from loaders.families.open_lists import EAT_OUT, GAMBLING_PREMISES, PHARMACIES
from loaders.families.police_incidents import POLICE_INTELLIGENCE, STORM_INCIDENTS
from loaders.families.police_uk import STREET_CRIME
from loaders.families.premises_register import PREMISES_REGISTER
from loaders.families.trading_standards import TRADING_STANDARDS_COMPLAINTS, TRADING_STANDARDS_VISITS
from loaders.families.uniform import UNIFORM_VISITS
from loaders.families.voa import VOA_LIST
from loaders.spec import Spec
from loaders.specs.basildon_rates import BASILDON_RATES

SPECS: tuple[Spec, ...] = (
    FHRS, FOOD_REGISTRATIONS, FOOD_WHOLESALERS,
    CFRMIS_AUDITS, FIRE_NOTICES, FIRE_INCIDENTS,
    ATHENA_CRIMES, STORM_INCIDENTS, POLICE_INTELLIGENCE, STREET_CRIME,
    TRADING_STANDARDS_COMPLAINTS, TRADING_STANDARDS_VISITS,
    UNIFORM_VISITS, M3_INSPECTIONS, FLARE_REQUESTS, PREMISES_REGISTER,
    PREMISES_LICENCES, LICENCE_REGISTER, LICENCE_DECISIONS, HMO_REGISTER, GAMBLING_PREMISES,
    CQC_LOCATIONS, CQC_DIRECTORY, CQC_DEACTIVATED, OFSTED_CHILDCARE, PHARMACIES,
    HSE_NOTICES, HSE_CONVICTIONS, EA_ENFORCEMENT, WASTE_CARRIERS, SCRAP_CAR_SITES,
    COMPANIES, VOA_LIST, RATES_ACCOUNTS, BASILDON_RATES,
    SPONSORS, CIVIL_PENALTIES, GLAA_LICENCES, MINIMUM_WAGE, EAT_OUT,
    CONTACT_LOG,
)  # fmt: skip
