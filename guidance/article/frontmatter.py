"""The front matter of an article (YAML 1.1, between two lines of "---") → Metadata.

title, slug, specialty, updated, status     each must be there
codes                                       a list of {system, code}, of the systems of codes.py
reviewed_by                                 who reviewed it, once somebody has
references                                  {number: {year, kind, about, url?}}
"""

import re

import yaml

from guidance.article.document import Metadata
from guidance.article.faults import Faults
from guidance.article.metadata import metadata

MAX_FRONT_MATTER = 50_000
_MAX_DEPTH = 8
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice, where YAML would quietly take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        mapping: dict[object, object] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, list | dict):
                raise yaml.MarkedYAMLError(
                    None, None, "a key must be a word or a number", key_node.start_mark
                )
            if key in mapping:
                raise yaml.MarkedYAMLError(None, None, f"the key {key!r} is given twice", key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping


def split(source: str) -> tuple[str | None, str]:
    """The front matter, None where there is none, and the body with its line numbers kept."""
    match = _FRONT_MATTER.match(source)
    if match is None:
        return None, source
    return match[1], "\n" * match[0].count("\n") + source[match.end() :]


def read(front: str | None, faults: Faults) -> Metadata:
    """The metadata; where there are faults its fields are stand-ins, never to be used."""
    if front is None:
        faults.add("markdown:1", 'must begin with front matter between two lines of "---"')
        return metadata(None, "", Faults())
    if len(front) > MAX_FRONT_MATTER:
        faults.add("markdown:1", f"the front matter is longer than {MAX_FRONT_MATTER:,} characters")
        return metadata(None, "", Faults())
    try:
        _check_shape(front)
        value = yaml.load(front, _Loader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        faults.add(f"markdown:{line}", f"the front matter is not valid YAML: {error.problem}")
        return metadata(None, "", Faults())
    except (yaml.YAMLError, ValueError) as error:
        faults.add("markdown:1", f"the front matter is not valid YAML: {str(error).splitlines()[0]}")
        return metadata(None, "", Faults())
    return metadata(value, "", faults)


def line_of(source: str, pointer: str) -> int | None:
    """The line of a source that a fault points at, counted from 1; None where that cannot be told.

    `pointer` is "markdown:12", or a JSON pointer into the front matter; of what is missing there, the line
    of what it is missing in.
    """
    kind, _, number = pointer.partition(":")
    if kind == "markdown" and number.isdecimal():
        return int(number)
    front, _ = split(source)
    # Such a pointer is made only of front matter that could be read.
    if front is None or not pointer.startswith("/"):
        return None
    node, line = yaml.compose(front, yaml.SafeLoader), 1
    for step in pointer.split("/")[1:]:
        found = _member(node, step.replace("~1", "/").replace("~0", "~"))
        if found is None:
            break
        key, node = found
        # The front matter begins on the second line.
        line = key.start_mark.line + 2
    return line


def _member(node: yaml.Node | None, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value of a member; of a list, the value twice."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None


def _check_shape(front: str) -> None:
    """Refuses anchors, aliases, tags and deep nesting: an article has no use for them. Raises ValueError."""
    depth = 0
    for event in yaml.parse(front, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        refused = ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            refused = "anchors and aliases are not taken"
        elif getattr(event, "tag", None):
            refused = "tags are not taken"
        elif depth > _MAX_DEPTH:
            refused = "values stand too deep in one another"
        if refused:
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise ValueError(f"{refused} (line {line} of the front matter)")
