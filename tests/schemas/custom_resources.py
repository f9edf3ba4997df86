"""Custom resources with every field of the library's types are valid by the schemas of the real ones, strictly.

usage: custom_resources.py SCHEMAS FOLDER; SCHEMAS holds crd-manifests/ and crds/. Needs the packages pyyaml and jsonschema.
A definition goes before a schema of the catalogue, which may be older. That only one of some fields may be set is passed over: all are.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

# Its pod is Kubernetes' own type, of which the definition holds a copy of an earlier version.
OWN_PODS = {("keda.sh/v1alpha1", "ScaledJob"): ["spec", "jobTargetRef"]}


class Loader(yaml.SafeLoader):
    """YAML 1.2 has no type for the text `=`."""


Loader.yaml_implicit_resolvers = {
    first: [resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:value"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def strict(schema):
    """The schema without fields that it does not list, and without choices among fields."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    properties = {name: strict(inner) for name, inner in schema.get("properties", {}).items()}
    dropped = ("default", "description", "maxProperties", "oneOf", "properties")
    made = {key: strict(value) if key in ("items", "additionalProperties") else value for key, value in schema.items() if key not in dropped}
    is_closed = made.get("type") == "object" and not made.get("x-kubernetes-preserve-unknown-fields")
    if is_closed and "additionalProperties" not in made:
        made["additionalProperties"] = False
    return {**made, "properties": properties}


def pattern(_, written, instance, __):
    """RE2 takes the flag of case anywhere, Python at the start only."""
    flags = re.IGNORECASE if "(?i)" in written else 0
    if isinstance(instance, str) and not re.search(written.replace("(?i)", ""), instance, flags):
        yield jsonschema.ValidationError(f"{instance!r} does not match {written!r}")


Validator = jsonschema.validators.extend(jsonschema.Draft7Validator, {"pattern": pattern})


def definitions(schemas):
    """The schemas of the definitions, by apiVersion and kind."""
    for path in sorted((schemas / "crd-manifests").rglob("*.yaml")):
        for document in yaml.load_all(path.read_text(), Loader):
            if document and document["kind"] == "CustomResourceDefinition":
                spec = document["spec"]
                for version in spec["versions"]:
                    yield (f"{spec['group']}/{version['name']}", spec["names"]["kind"]), version["schema"]["openAPIV3Schema"]


def schema_of(schemas, known, api_version, kind):
    if (api_version, kind) in known:
        return known[api_version, kind]
    group, _, version = api_version.rpartition("/")
    path = schemas / "crds" / group / f"{kind.lower()}_{version}.json"
    return json.loads(path.read_text()) if path.exists() else None


def complaints(schemas, known, path):
    for document in yaml.load_all(path.read_text(), Loader):
        kind = document["apiVersion"], document["kind"]
        schema = schema_of(schemas, known, *kind)
        if schema is None:
            yield f"{path}: there is no schema of {kind}"
            continue
        schema = strict(schema)
        schema["properties"].update({"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}})
        for error in Validator(schema).iter_errors(document):
            place = list(error.absolute_path)
            own = OWN_PODS.get(kind)
            if not (own and place[: len(own)] == own and error.validator == "additionalProperties"):
                yield f"{path}: {kind[1]}.{'.'.join(map(str, place))}: {error.message[:300]}"


def main():
    schemas, folder = map(pathlib.Path, sys.argv[1:])
    known = dict(definitions(schemas))
    paths = sorted(folder.rglob("*.yaml"))
    found = [complaint for path in paths for complaint in complaints(schemas, known, path)]
    print("\n".join(found) if found else f"all {len(paths)} custom resources are valid")
    sys.exit(1 if found or not paths else 0)


main()
