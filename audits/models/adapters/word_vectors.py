"""Word vectors: word2vec's text and binary files, GloVe's, an .npz, a safetensors with words."""

from audits.errors import Refused
from audits.fingerprint import file_sha256
from audits.models import Model
from audits.models.embeddings.array_files import (
    NAMES,
    has_words,
    read_npz,
    read_safetensors,
)
from audits.models.embeddings.vector_files import looks_like_vectors
from audits.models.embeddings.word_vectors import WordVectors, of_arrays, of_file
from audits.models.registry import Artifact, Format, Upload
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

NAME = "word_vectors"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes, or the names of the two arrays; raises `Refused` for what is damaged."""
    path = upload.path
    if path.is_dir():
        # An .npz is an archive of arrays, and has been unpacked as every archive is.
        names = {item.name for item in path.iterdir()}
        if names != set(NAMES):
            return None
    elif not (has_words(path) if path.suffix == ".safetensors" else looks_like_vectors(path)):
        return None
    return Artifact(NAME, path, upload.sha256 or file_sha256(path))


def _opened(artifact: Artifact) -> WordVectors:
    path, sha256 = artifact.path, artifact.sha256
    if path.is_dir():
        return of_arrays(*read_npz(path), sha256)
    if path.suffix == ".safetensors":
        return of_arrays(*read_safetensors(path), sha256)
    return of_file(path, sha256)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """The words with their vectors."""
    return _opened(artifact)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Read whole: a file that was cut, or has no word, is `Refused` before an audit starts."""
    model = _opened(artifact)
    if not model.rows:
        raise Refused.because("model", "has no word", "save the vectors again", "bad_vectors")
    return ModelProfile(
        format=NAME,
        task="embedding",
        inputs=(),
        outputs=(InputProfile("vectors", Kind.NUMBER, "float32", (len(model.rows), model.width)),),
        classes=(),
        capabilities=("Embedder",),
        probabilities=False,
        sha256=artifact.sha256,
        parameters=len(model.rows) * model.width,
        reading=model.reading,
    )


FORMAT = Format(NAME, recognise, opened, described)
