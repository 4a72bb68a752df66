"""The tables, by what they are about."""

from service.records.base import Record
from service.records.tables.access import ApiKey, LogEntry, PageSession, Tenant, User
from service.records.tables.auditing import (
    Audit,
    CpuSpent,
    Event,
    Finding,
    Measurement,
    Report,
    Step,
)
from service.records.tables.catalog import (
    Artifact,
    Dataset,
    DatasetVersion,
    Model,
    ModelVersion,
    Policy,
    PolicyVersion,
    Upload,
)
from service.records.tables.delivery import (
    Delivery,
    Election,
    InboundHook,
    Schedule,
    ScheduleRun,
    Webhook,
)
from service.records.tables.presence import Worker
from service.records.tables.reviewing import Remark, Waiver
from service.records.tables.signing import SigningKey, TrailHead

__all__ = [
    "ApiKey",
    "Artifact",
    "Audit",
    "CpuSpent",
    "Dataset",
    "DatasetVersion",
    "Delivery",
    "Election",
    "Event",
    "Finding",
    "InboundHook",
    "LogEntry",
    "Measurement",
    "Model",
    "ModelVersion",
    "PageSession",
    "Policy",
    "PolicyVersion",
    "Record",
    "Remark",
    "Report",
    "Schedule",
    "ScheduleRun",
    "SigningKey",
    "Step",
    "Tenant",
    "TrailHead",
    "Upload",
    "User",
    "Waiver",
    "Webhook",
    "Worker",
]
