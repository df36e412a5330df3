"""A GraphQL document executed on a tree of values and functions.

With the official schema by the library, which refuses every field that does not exist; without it
by these few lines, which know what our documents use of the language.
"""

from collections.abc import Mapping
from typing import Any

import graphql

from connectors.fakes.vendure.shop import ShopError

Told = dict[str, Any]


def executed(
    document: str,
    variables: Mapping[str, Any],
    root: Mapping[str, Any],
    schema: graphql.GraphQLSchema | None,
) -> tuple[int, Told]:
    """The HTTP status and the body."""
    if schema is None:
        return 200, _plainly(graphql.parse(document), variables, root)
    parsed = graphql.parse(document)
    if problems := graphql.validate(schema, parsed):
        return 400, {"errors": [_error(one, "GRAPHQL_VALIDATION_FAILED") for one in problems]}
    result = graphql.execute_sync(schema, parsed, dict(root), variable_values=dict(variables))
    told: Told = {"data": result.data}
    if result.errors:
        told = {"errors": [_error(one) for one in result.errors], **told}
    return 200, told


def _error(error: graphql.GraphQLError, code: str = "") -> Told:
    extensions = {"code": code} if code else error.extensions
    return {"message": error.message, **({"extensions": extensions} if extensions else {})}


def _plainly(
    document: graphql.DocumentNode, variables: Mapping[str, Any], root: Mapping[str, Any]
) -> Told:
    (operation,) = document.definitions
    assert isinstance(operation, graphql.OperationDefinitionNode)
    try:
        return {"data": _selected(root, operation.selection_set, variables)}
    except ShopError as error:
        extensions = {"extensions": error.extensions} if error.extensions else {}
        return {"errors": [{"message": str(error), **extensions}], "data": None}


def _selected(value: Any, selection: Any, variables: Mapping[str, Any]) -> Any:
    if selection is None or value is None:
        return value
    if isinstance(value, list):
        return [_selected(one, selection, variables) for one in value]
    found: Told = {}
    for node in selection.selections:
        if isinstance(node, graphql.InlineFragmentNode):
            # Of a result that is an error or not: the fields of the type that it is.
            fields = [one for one in node.selection_set.selections if _name(one) in value]
            found |= {_name(one): value[_name(one)] for one in fields}
            continue
        told = value[node.name.value]
        if callable(told):
            given = {
                one.name.value: _argument(one.value, variables) for one in node.arguments or ()
            }
            told = told(None, **given)
        found[node.name.value] = _selected(told, node.selection_set, variables)
    return found


def _name(node: graphql.SelectionNode) -> str:
    assert isinstance(node, graphql.FieldNode)
    return node.name.value


def _argument(node: graphql.ValueNode, variables: Mapping[str, Any]) -> Any:
    return graphql.value_from_ast_untyped(node, dict(variables))
