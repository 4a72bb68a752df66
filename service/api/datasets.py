"""Uploaded datasets: families, versions, and what the inspection found."""

from typing import cast

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.answers.dataset_profiles import profile_answer
from service.answers.versions import find_version
from service.api import receiving, uploads, versions
from service.api.paths import DatasetPath
from service.auth import access, caller
from service.context import services
from service.records.tables import DatasetVersion

api = APIBlueprint("datasets", __name__, url_prefix="/v1/datasets", abp_tags=[Tag(name="datasets")])


@api.post("", responses={201: shapes.Received}, openapi_extensions=uploads.FILE_BODY)
@access("write")
def upload_dataset(query: shapes.DatasetUploadQuery, header: shapes.UploadHeader) -> Response:
    """Upload a dataset: the body is the file, streamed to disk.

    With `Upload-Length` and no body, a resumable upload begins instead. A worker then inspects
    the file; poll the address in `Location`.
    """
    return receiving.receive("dataset", query, header, encoding=query.encoding)


@api.get("", responses={200: shapes.Versions})
@access("read")
def list_datasets(query: shapes.PageQuery) -> Response:
    """The latest version of every dataset, newest family first."""
    return versions.list_families("dataset", query)


@api.get("/<dataset_id>", responses={200: shapes.Version})
@access("read")
def get_dataset(path: DatasetPath) -> Response:
    """One version with its inspection, or the latest of a family."""
    return versions.get_version("dataset", path.dataset_id)


@api.get("/<dataset_id>/versions", responses={200: shapes.Versions})
@access("read")
def list_dataset_versions(path: DatasetPath, query: shapes.PageQuery) -> Response:
    """Every version of a family, newest first."""
    return versions.list_versions("dataset", path.dataset_id, query)


@api.get("/<dataset_id>/profile", responses={200: shapes.DatasetLook})
@access("read")
def profile_dataset(path: DatasetPath) -> Response:
    """Columns, missing cells and groups, and what each column may be for, with the reason."""
    with services().records.reading(caller().tenant) as unit:
        name, row = find_version(unit, "dataset", path.dataset_id)
        answer = profile_answer(name, cast(DatasetVersion, row))
    return jsonify(answer)


@api.delete("/<dataset_id>", responses={204: None})
@access("write")
def delete_dataset(path: DatasetPath) -> Response:
    """Throw one version away; 409 while audits name it. Its bytes stop counting at once."""
    return versions.delete_version("dataset", path.dataset_id)
