"""What can be asked of the records and written to them, each in a repository of its own."""

from functools import cached_property

from sqlalchemy.orm import Session

from service.records.access import Keys, Tenants
from service.records.audits import Audits
from service.records.catalog import Artifacts, Datasets, Models, Policies
from service.records.claims import Claims
from service.records.deleting import Deleting
from service.records.erasing import Erasing
from service.records.erasing_organisations import ErasingOrganisations
from service.records.inbound import Inbound
from service.records.inspections import Inspections
from service.records.job_details import JobDetails
from service.records.log import Log
from service.records.metrics_queries import MetricsQueries
from service.records.outbox import Deliveries, Webhooks
from service.records.presence import Presence
from service.records.quotas import Quotas
from service.records.reconciling import Reconciling
from service.records.requester_names import RequesterNames
from service.records.retention import Retention
from service.records.reviews import Reviews
from service.records.schedules import Schedules
from service.records.sealing import Secrets
from service.records.signing_keys import SigningKeys
from service.records.spending import Spending
from service.records.turns import Turns
from service.records.uploads import Uploads
from service.records.users import Sessions, Users


class Repositories:
    """Over one session, each made when it is first asked for.

    tenant: whose bytes the quotas are about; whose rows there are, the session says.
    """

    def __init__(self, session: Session, tenant: str) -> None:
        self._session = session
        self.tenant = tenant

    @cached_property
    def audits(self) -> Audits:
        """Audits, their steps, measurements, findings, reports and events."""
        return Audits(self._session)

    @cached_property
    def requester_names(self) -> RequesterNames:
        """Names of keys, people and schedules that asked for something."""
        return RequesterNames(self._session)

    @cached_property
    def claims(self) -> Claims:
        """The workers' hold on audits; every write is fenced by the claim's token."""
        return Claims(self._session)

    @cached_property
    def reviews(self) -> Reviews:
        """What people said of audits afterwards."""
        return Reviews(self._session)

    @cached_property
    def turns(self) -> Turns:
        """Whose turn it is."""
        return Turns(self._session)

    @cached_property
    def job_details(self) -> JobDetails:
        """What a worker reads before it starts."""
        return JobDetails(self._session)

    @cached_property
    def inspections(self) -> Inspections:
        """The workers' hold on uploads that wait to be looked into."""
        return Inspections(self._session)

    @cached_property
    def reconciling(self) -> Reconciling:
        """What was left behind, and who may sweep it up."""
        return Reconciling(self._session)

    @cached_property
    def presence(self) -> Presence:
        """The workers that are there."""
        return Presence(self._session)

    @cached_property
    def quotas(self) -> Quotas:
        """The tenant's bytes and their bound."""
        return Quotas(self._session, self.tenant)

    @cached_property
    def spending(self) -> Spending:
        """Processor time and rows, by tenant."""
        return Spending(self._session)

    @cached_property
    def deleting(self) -> Deleting:
        """What the tenant throws away."""
        return Deleting(self._session)

    @cached_property
    def erasing(self) -> Erasing:
        """What goes with an object, said before it goes."""
        return Erasing(self._session)

    @cached_property
    def erasing_organisations(self) -> ErasingOrganisations:
        """What goes with the tenant itself."""
        return ErasingOrganisations(self._session)

    @cached_property
    def retention(self) -> Retention:
        """What is kept no longer."""
        return Retention(self._session)

    @cached_property
    def metrics_queries(self) -> MetricsQueries:
        """What an operator counts."""
        return MetricsQueries(self._session)

    @cached_property
    def models(self) -> Models:
        """Families and versions of models."""
        return Models(self._session)

    @cached_property
    def datasets(self) -> Datasets:
        """Families and versions of datasets."""
        return Datasets(self._session)

    @cached_property
    def policies(self) -> Policies:
        """Families and versions of policies."""
        return Policies(self._session)

    @cached_property
    def artifacts(self) -> Artifacts:
        """Which bytes a tenant owns."""
        return Artifacts(self._session)

    @cached_property
    def uploads(self) -> Uploads:
        """Files on their way in."""
        return Uploads(self._session)

    @cached_property
    def tenants(self) -> Tenants:
        """Organisations."""
        return Tenants(self._session)

    @cached_property
    def keys(self) -> Keys:
        """API keys."""
        return Keys(self._session)

    @cached_property
    def users(self) -> Users:
        """People who sign in."""
        return Users(self._session)

    @cached_property
    def sessions(self) -> Sessions:
        """Signed-in browsers."""
        return Sessions(self._session)

    @cached_property
    def log(self) -> Log:
        """The hash-chained log of who did what."""
        return Log(self._session)

    @cached_property
    def secrets(self) -> Secrets:
        """Encrypting anew what is encrypted at rest."""
        return Secrets(self._session)

    @cached_property
    def signing_keys(self) -> SigningKeys:
        """Public keys that sign reports."""
        return SigningKeys(self._session)

    @cached_property
    def schedules(self) -> Schedules:
        """Audits that come again."""
        return Schedules(self._session)

    @cached_property
    def inbound(self) -> Inbound:
        """Addresses at which others start an audit."""
        return Inbound(self._session)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Addresses that are told."""
        return Webhooks(self._session)

    @cached_property
    def deliveries(self) -> Deliveries:
        """The outbox."""
        return Deliveries(self._session)
