"""Habits of the house that no linter knows. Each test lists what breaks the habit."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
VAGUE = ("common", "helper", "helpers", "manager", "misc", "service", "services", "util", "utils")
CLOCKS = {"now", "utcnow", "today"}
ENDS = {"begin", "commit", "rollback"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module, str]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                source = path.read_text()
                yield str(path.relative_to(ROOT)), ast.parse(source), source


def product() -> Iterator[tuple[str, ast.Module, str]]:
    return modules("portal", "admin", "jobs")


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Of `a.b.c()`: the name it hangs on, b, and its own, c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            holder = node.func.value
            yield (holder.id if isinstance(holder, ast.Name) else getattr(holder, "attr", "")), node.func.attr


def test_modules_have_one_job_and_fit_a_few_screens() -> None:
    lengths = {name: len(source.splitlines()) for name, _, source in product()}
    long = [f"{name}: {length}" for name, length in lengths.items() if length > LONGEST_MODULE]
    assert long == []


def test_functions_fit_a_screen() -> None:
    long = [
        f"{name}: {function.name}, {function.end_lineno - function.lineno + 1}"
        for name, tree, _ in product()
        for function in functions(tree)
        if function.end_lineno and function.end_lineno - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_names_say_what_a_thing_does() -> None:
    files = [name for name, _, _ in product() if any(part.removesuffix(".py") in VAGUE for part in Path(name).parts)]
    classes = [
        f"{name}: {node.name}"
        for name, tree, _ in product()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith(VAGUE)
    ]
    assert files + classes == []


def test_only_the_clock_reads_the_clock() -> None:
    readers = [
        f"{name}: {holder}.{call}"
        for name, tree, _ in product()
        for holder, call in calls(tree)
        if holder in {"date", "datetime"} and call in CLOCKS and name != "portal/clock.py"
    ]
    assert readers == []


def test_operations_leave_the_transaction_to_the_edge() -> None:
    ending = [
        f"{name}: {holder}.{call}"
        for name, tree, _ in modules("portal/domain")
        for holder, call in calls(tree)
        if holder == "session" and call in ENDS
    ]
    assert ending == []


def test_operations_take_the_session_first() -> None:
    other = [
        f"{name}: {function.name}"
        for name, tree, _ in modules("portal/domain/operations", "portal/domain/queries")
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and takes_a_session(function)
        if not function.args.args or function.args.args[0].arg != "session"
    ]
    assert other == []


def takes_a_session(function: ast.FunctionDef) -> bool:
    arguments = function.args
    return any(argument.arg == "session" for argument in (*arguments.args, *arguments.kwonlyargs))


def test_a_changing_request_is_one_transaction() -> None:
    several = [
        f"{name}: {function.name}"
        for name, tree, _ in modules("portal/views", "admin/views")
        for function in functions(tree)
        if sum(call == "writing" for _, call in calls(function)) > 1
    ]
    assert several == []
