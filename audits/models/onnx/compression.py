"""Smaller forms of a model that runs in onnxruntime, each a session over a changed copy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TypeVar

from audits.data.dataset import Features
from audits.errors import AuditError, NotApplicable
from audits.models import Classifier, Compressed, Compression, StoredSize
from audits.models.onnx.pruning import prune
from audits.models.onnx.quantisation import Fed, quantised
from audits.models.onnx.session import Runtime
from audits.models.packed_size import size_of_files

Made = TypeVar("Made")
_OTHER = "export the model again with a newer opset, or leave this variant out of `variants`"


class Compressing:
    """Added to an adapter; what is behind its session is the adapter's own to say."""

    @property
    def session(self) -> Runtime:
        """The session that answers."""
        raise NotImplementedError

    def over(self, session: Runtime) -> Classifier:
        """The same adapter over another session."""
        raise NotImplementedError

    def fed_one_by_one(self, features: Features) -> Fed:
        """The graph's inputs, one call each, as it is asked: shape (1, ...)."""
        raise NotImplementedError

    def stored_size(self) -> StoredSize:
        """Of the graph and its external data."""
        path = self.session.path
        beside = sorted(self.session.file.external)
        return size_of_files([path, *(path.parent / name for name in beside)])

    @contextmanager
    def compressed(
        self, how: Compression, *, calibration: Features, sparsity: float
    ) -> Iterator[Compressed]:
        """See `audits.models.Compressible`. Copies lie in the scratch folder meanwhile."""
        with TemporaryDirectory(prefix="compressed-", ignore_cleanup_errors=True) as scratch:
            # The tools write beside what they read; what they make has a folder of its own, so
            # that its size is the folder's.
            made = Path(scratch) / "made"
            made.mkdir()
            path = self.session.path

            def make() -> tuple[Path, str]:
                if how is Compression.PRUNED:
                    copy = _copied(self.session, made)
                    return copy, prune(copy, sparsity)
                source = Path(scratch) / "source"
                source.mkdir()
                target = made / path.name
                fed = self.fed_one_by_one(calibration) if how is Compression.STATIC_INT8 else ()
                return target, quantised(_copied(self.session, source), target, how, fed)

            target, change = _explained(make, how)
            session = _explained(lambda: Runtime(target, threads=self.session.threads), how)
            size = size_of_files(sorted(each for each in made.rglob("*") if each.is_file()))
            yield Compressed(self.over(session), size, change)


def _copied(session: Runtime, folder: Path) -> Path:
    path = session.path
    for name in ("", *sorted(session.file.external)):
        target = folder / (name or path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(path.parent / name if name else path, target)
    return folder / path.name


def _explained(make: Callable[[], Made], how: Compression) -> Made:
    """What it makes, or why not: a tool that meets a strange graph raises errors of any kind."""
    try:
        return make()
    except NotApplicable:
        raise
    except MemoryError as error:
        raise NotApplicable(
            f"there is not memory enough to make {how}", "give the worker more memory"
        ) from error
    except OSError as error:
        raise NotApplicable(
            f"there is no room for a copy in {how} ({error.strerror})",
            "give the worker a larger scratch folder",
        ) from error
    except AuditError as error:
        raise NotApplicable(f"onnxruntime does not run it in {how}: {error}", _OTHER) from error
    except Exception as error:
        raise NotApplicable(
            f"onnxruntime's tools cannot make {how} of it: {type(error).__name__}: "
            f"{str(error)[:300]}",
            _OTHER,
        ) from error
