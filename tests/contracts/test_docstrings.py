"""What a public function of the rooms of arithmetic says of itself.

Read from the source, so that nothing is imported: each public function and method has a docstring
of more than three words, gives the shape of each array that it takes or returns and a meaning to
each plain parameter, and names each error that its own body raises. Its class's docstring may give
shapes and meanings for all methods, its module's a meaning for all functions. A method of a model
that does what a protocol says need not say it again.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("statistics", "data", "models", "probing", "judging")
FEWEST_WORDS = 4
# Where the protocols of models stand.
PROTOCOLS = "audits/models/__init__.py"
# Types that say nothing of what a value means.
PLAIN = {
    *("int", "float", "bool", "str", "None", "Any", "object", "Literal", "Evidence"),
    *("Sequence", "Iterable", "Collection", "Mapping", "list", "tuple", "dict", "set", "frozenset"),
}
SHAPE = r"[Ss]hapes?\s+(?:of\b|\([^()]*\))"
# What a function may return to be raised by its caller.
ERRORS = {"Refused", "NotApplicable", "ModelFailure", "BadColumn", "Broken", "NotUtf8"}
# Of statistics, what only puts together what others calculate.
WITHOUT_FORMULAS = {"__init__", "counted", "residuals", "with_interval"}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Documented:
    """A public function, or a method with the class it stands in."""

    path: str
    node: ast.FunctionDef
    owner: ast.ClassDef | None = None

    @property
    def name(self):
        return f"{self.path}:{self.node.lineno} " + ".".join(
            node.name for node in (self.owner, self.node) if node is not None
        )

    @property
    def text(self):
        return ast.get_docstring(self.node) or ""

    @property
    def texts(self):
        """Its own docstring and that of its class: both may name a shape."""
        return f"{self.text}\n\n{ast.get_docstring(self.owner) or ''}" if self.owner else self.text

    @property
    def parameters(self):
        arguments = self.node.args
        return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def trees(rooms=ROOMS):
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8"))
        for room in rooms
        for path in sorted((ROOT / "audits" / room).rglob("*.py"))
    }


def functions(trees):
    """Every public function, and every public method of a public class."""
    for path, tree in trees.items():
        for node in tree.body:
            if isinstance(node, FUNCTION) and is_public(node):
                yield Documented(path, node)
            if isinstance(node, ast.ClassDef) and is_public(node):
                yield from (
                    Documented(path, method, node)
                    for method in node.body
                    if isinstance(method, FUNCTION) and is_public(method)
                )


def is_public(node):
    return not node.name.startswith("_")


def protocols(tree):
    """The members of each protocol in a module: what an adapter of it need not say again."""
    return [members(node) for node in tree.body if is_protocol(node)]


def is_protocol(node):
    return isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)


def members(owner):
    fields = {node.target.id for node in owner.body if isinstance(node, ast.AnnAssign)}
    return fields | {node.name for node in owner.body if isinstance(node, FUNCTION)}


def array_types(trees):
    """Of each file, `NDArray` and the names that it has for arrays: `Floats = NDArray[...]`."""
    names = {path: {"NDArray", "ndarray", "ArrayLike"} for path in trees}
    before = None
    while before != (before := {path: len(own) for path, own in names.items()}):
        for path, tree in trees.items():
            for node in tree.body:
                if isinstance(node, ast.ImportFrom) and node.module is not None:
                    source = names.get(node.module.replace(".", "/") + ".py", set())
                    names[path] |= {each.name for each in node.names} & source
                for target in targets_of_alias(node):
                    if words(node.value) & names[path]:
                        names[path].add(ast.unparse(target))
    # A batch of columns: its shapes stand where it is defined.
    return {path: own - {"Features"} for path, own in names.items()}


def targets_of_alias(node):
    """The names that a line gives to a type: `X: TypeAlias = ...`, or `X = NDArray[...]`."""
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
        return [node.target]
    return node.targets if isinstance(node, ast.Assign) and is_type(node.value) else []


def is_type(value):
    return isinstance(value, ast.Subscript | ast.BinOp | ast.Name)


def error_makers(trees):
    """Functions that return an error for others to raise, with its class."""
    made = {
        node.name: ast.unparse(node.returns).strip("\"'")
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTION) and node.returns is not None
    }
    return {name: error for name, error in made.items() if error in ERRORS}


def words(annotation):
    """The names in an annotation, whether it is written as code or as text."""
    return set(re.findall(r"\w+", ast.unparse(annotation))) if annotation is not None else set()


def raised(node, makers):
    """Names of the classes that this body itself raises, not those of functions within it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTION | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            error = child.exc.func if isinstance(child.exc, ast.Call) else child.exc
            dotted = ast.unparse(error).split(".")
            # `Refused.because(...)`, `errors.Refused(...)`, or a function that makes the error.
            named = [name for name in dotted if name[:1].isupper()] or [makers.get(dotted[-1])]
            # What has no body yet is no error that a caller meets.
            yield from {named[0]} - {None, "NotImplementedError"}
        yield from raised(child, makers)


def faults(function, arrays, makers, protocols=(), module=""):
    """What the docstring leaves out, a sentence each; module: the docstring of its file."""
    text = function.text
    implements = is_of_a_protocol(function, protocols)
    if not (implements and not text) and len(text.split()) < FEWEST_WORDS:
        yield f"{function.name}: no docstring of {FEWEST_WORDS} words or more"
        return
    if not implements:
        yield from without_shape(function, arrays[function.path])
        for parameter in function.parameters:
            plain = parameter.annotation is not None and words(parameter.annotation) <= PLAIN
            if plain and not re.search(rf"\b{parameter.arg}\b", f"{function.texts}\n{module}"):
                yield f"{function.name}: `{parameter.arg}` has no meaning"
    for error in sorted(set(raised(function.node, makers))):
        if not re.search(rf"\b{error}\b", text):
            yield f"{function.name}: {error} is not named"


def without_shape(function, arrays):
    rest = function.texts
    for parameter in function.parameters:
        if not words(parameter.annotation) & arrays:
            continue
        # `scores, positive: shape (rows,)`
        clause = re.compile(rf"\b{parameter.arg}\b(?:,\s+\w+)*:\s[^.;]*?{SHAPE}")
        if not clause.search(function.texts):
            yield f"{function.name}: `{parameter.arg}` has no shape"
        rest = clause.sub("", rest)
    if words(function.node.returns) & arrays and not re.search(SHAPE, rest):
        yield f"{function.name}: what is returned has no shape"


def is_of_a_protocol(function, protocols):
    """Whether the class has every member of a protocol that this method belongs to."""
    owner = function.owner
    if owner is None or is_protocol(owner):
        return False
    return any(function.node.name in names <= members(owner) for names in protocols)


@pytest.fixture(scope="module")
def rooms():
    return trees()


def all_faults(rooms):
    arrays, makers = array_types(rooms), error_makers(rooms)
    offered = protocols(rooms[PROTOCOLS])
    return [
        fault
        for function in functions(rooms)
        for fault in faults(
            function, arrays, makers, offered, ast.get_docstring(rooms[function.path]) or ""
        )
    ]


def test_every_public_function_says_its_shapes_parameters_and_errors(rooms):
    assert all_faults(rooms) == []


def fields_without_shape(rooms):
    arrays = array_types(rooms)
    return [
        f"{path}:{owner.lineno} {owner.name}"
        for path, tree in rooms.items()
        for owner in tree.body
        if isinstance(owner, ast.ClassDef)
        and is_public(owner)
        and any(
            isinstance(node, ast.AnnAssign) and words(node.annotation) & arrays[path]
            for node in owner.body
        )
        and not re.search(SHAPE, ast.get_docstring(owner) or "")
    ]


def test_a_class_that_holds_arrays_gives_their_shape(rooms):
    assert fields_without_shape(rooms) == []


def docstrings(tree):
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    return "\n".join(
        ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)
    )


def test_every_module_of_formulas_names_a_source_with_its_year(rooms):
    assert [
        path
        for path, tree in rooms.items()
        if path.startswith("audits/statistics/")
        and Path(path).stem not in WITHOUT_FORMULAS
        and not re.search(r"\b(18|19|20)\d\d\b", docstrings(tree))
    ] == []


def test_the_rooms_were_read(rooms):
    read = Counter(function.path.split("/")[1] for function in functions(rooms))
    assert set(read) == set(ROOMS)
    assert min(read.values()) >= 20


GOOD = '''
from numpy.typing import NDArray
Floats = NDArray[float]

def scaled(values: Floats, by: float) -> Floats:
    """The values times a factor, shape (rows,).

    values: shape (rows,). by: the factor. Raises `ValueError` where it is 0.
    """
    if by == 0:
        raise ValueError("by")
    return values * by
'''


def faults_of(source):
    tree = {"room.py": ast.parse(source)}
    return [
        fault.partition("scaled: ")[2]
        for function in functions(tree)
        for fault in faults(function, array_types(tree), error_makers(tree))
    ]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("values: shape (rows,).", "values: numbers.", "`values` has no shape"),
        ("factor, shape (rows,).", "given factor.", "what is returned has no shape"),
        ("by: the factor. ", "", "`by` has no meaning"),
        ("Raises `ValueError` where", "Refuses where", "ValueError is not named"),
        (GOOD.split('"""')[1], "Scaled.", "no docstring of 4 words or more"),
    ],
)
def test_what_is_left_out_is_found(before, after, fault):
    assert faults_of(GOOD) == []
    assert before in GOOD
    assert faults_of(GOOD.replace(before, after)) == [fault]


def test_an_error_that_a_function_makes_for_another_is_named_too():
    source = '''
def _unfit(name: str) -> Refused:
    return Refused(name)

def scaled(name: str) -> str:
    """The column that is called by this name."""
    raise _unfit(name)
'''
    assert faults_of(source) == ["Refused is not named"]
    assert faults_of(source.replace("name.", "name, or `Refused`.")) == []
