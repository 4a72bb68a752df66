"""The variable parts of the API's addresses."""

from pydantic import Field

from service.shapes import Request


class ModelPath(Request):
    """Which model."""

    model_id: str = Field(max_length=80, description="`mdv_…` (a version) or `mdl_…` (a family).")


class BadgePath(Request):
    """Whose badge, and the token of its address."""

    model_id: str = Field(max_length=80, description="`mdl_…`")
    token: str = Field(max_length=80, description="From `GET /v1/models/{id}/badge`.")


class DatasetPath(Request):
    """Which dataset."""

    dataset_id: str = Field(max_length=80, description="`dsv_…` (a version) or `dst_…` (a family).")


class PolicyPath(Request):
    """Which policy."""

    policy_id: str = Field(max_length=80, description="`plv_…` (a version) or `pol_…` (a family).")


class UploadPath(Request):
    """Which upload."""

    upload_id: str = Field(max_length=80, description="`upl_…`")


class AuditPath(Request):
    """Which audit."""

    audit_id: str = Field(max_length=80, description="`aud_…`")


class WaiverPath(Request):
    """Which waiver."""

    waiver_id: str = Field(max_length=80, description="`wvr_…`")


class SchedulePath(Request):
    """Which schedule."""

    schedule_id: str = Field(max_length=80, description="`sch_…`")


class WebhookPath(Request):
    """Which webhook."""

    webhook_id: str = Field(max_length=80, description="`whk_…`")


class OrganisationPath(Request):
    """Which organisation."""

    organisation_id: str = Field(max_length=80, description="`ten_…`")


class PersonPath(Request):
    """Which person."""

    person_id: str = Field(max_length=80, description="`usr_…`")


class KeyPath(Request):
    """Which key."""

    key_id: str = Field(max_length=80, description="`key_…`")


class SessionPath(Request):
    """Which session."""

    session_id: str = Field(max_length=80, description="`ses_…`")


class ErasurePath(Request):
    """What is erased."""

    object_id: str = Field(max_length=80, description="`aud_…`, `mdv_…`, `dsv_…`, `usr_…`, `ten_…`")


class InboundPath(Request):
    """Which inbound hook."""

    hook_id: str = Field(max_length=80, description="`inb_…`")


class ProbePath(Request):
    """Which probe."""

    probe_name: str = Field(max_length=200, description="For example `fairness.selection_rate`.")
