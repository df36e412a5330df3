"""What a document costs, by the rules that Shopify tells: an object 1, plain values nothing, a
connection 2 and its rows, a change 10. First for what is asked, then for what came.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    value_from_ast_untyped,
)

CHANGE: Final = 10.0


class Costs:
    """Of one document with its variables."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._operation = next(
            one for one in document.definitions if isinstance(one, OperationDefinitionNode)
        )

    def of(self, data: Mapping[str, Any] | None = None) -> float:
        """Of the answer, where one is given; else of all that it might hold."""
        if self._operation.operation.value == "mutation":
            return CHANGE
        root = self._schema.query_type
        assert root is not None, "a schema without queries"
        return self._selected(self._operation.selection_set, root, data)

    def _selected(
        self, selected: SelectionSetNode | None, kind: Any, data: Mapping[str, Any] | None
    ) -> float:
        total = 0.0
        for field, owner in self._fields(selected, kind):
            total += self._field(field, owner, data)
        return total

    def _fields(
        self, selected: SelectionSetNode | None, kind: Any
    ) -> Sequence[tuple[FieldNode, Any]]:
        found: list[tuple[FieldNode, Any]] = []
        for one in selected.selections if selected else ():
            if isinstance(one, FieldNode):
                found.append((one, kind))
            elif isinstance(one, InlineFragmentNode):
                own = one.type_condition
                inner = self._schema.type_map[own.name.value] if own else kind
                found += self._fields(one.selection_set, inner)
            elif isinstance(one, FragmentSpreadNode):
                part = self._fragments[one.name.value]
                inner = self._schema.type_map[part.type_condition.name.value]
                found += self._fields(part.selection_set, inner)
        return found

    def _field(self, field: FieldNode, owner: Any, data: Mapping[str, Any] | None) -> float:
        name = field.name.value
        if name.startswith("__"):
            return 0.0
        kind = owner.fields[name].type
        named = get_named_type(kind)
        value = None if data is None else data.get(field.alias.value if field.alias else name)
        if is_leaf_type(named) or (data is not None and value is None):
            return 0.0
        if named.name.endswith("Connection"):
            return 2.0 + self._rows(field, named, value)
        if not is_list_type(get_nullable_type(kind)):
            return 1.0 + self._selected(field.selection_set, named, value)
        if value is None:
            return self._count(field) * (1 + self._selected(field.selection_set, named, None))
        return sum(1 + self._selected(field.selection_set, named, one or {}) for one in value)

    def _rows(self, field: FieldNode, kind: Any, value: Any) -> float:
        total = 0.0
        for inner, owner in self._fields(field.selection_set, kind):
            if inner.name.value != "nodes":
                continue
            row = get_named_type(owner.fields["nodes"].type)
            if value is not None:
                total += sum(
                    1 + self._selected(inner.selection_set, row, one) for one in value["nodes"]
                )
            else:
                total += self._count(field) * (1 + self._selected(inner.selection_set, row, None))
        return total

    def _count(self, field: FieldNode) -> int:
        """Rows that are asked for; a list without a size counts once."""
        for one in field.arguments or ():
            value = value_from_ast_untyped(one.value, dict(self._variables))
            if one.name.value == "first":
                return int(value or 0)
            if one.name.value == "ids":
                return len(value or ())
        return 1
