"""Manifests with every field of their kind are valid by the API's schemas of their version, strictly, and lack no field of them.

usage: kinds.py SCHEMAS FOLDER; SCHEMAS holds openapi/<version>/, FOLDER a folder of manifests for each version. Needs the packages pyyaml and jsonschema.
"""

import json
import pathlib
import sys

import jsonschema
import yaml

# Of these the schema says only that they are objects, or nothing; they hold anything.
FREE = ("FieldsV1", "RawExtension")


def strict(schema, free=False):
    """The schema without fields that it does not list."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    properties = {name: strict(inner) for name, inner in schema.get("properties", {}).items()}
    made = {key: strict(value) for key, value in schema.items() if key not in ("default", "description", "properties")}
    if made.get("type") == "object" and "additionalProperties" not in made and not free:
        made["additionalProperties"] = False
    return {**made, "properties": properties}


def definitions(folder):
    """The definitions of all groups of a version."""
    found = {}
    for path in sorted(folder.glob("api*.json")):
        found.update(json.loads(path.read_text()))
    return found


def kinds(found):
    """The definitions of kinds, by apiVersion and kind."""
    for name, schema in found.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            yield ("/".join(filter(None, (kind["group"], kind["version"]))), kind["kind"]), name


def target(schema):
    """The definition that a schema refers to, itself or in a list or a map."""
    inner = schema.get("items") or schema.get("additionalProperties")
    if isinstance(inner, dict):
        return target(inner)
    reference = schema.get("$ref") or schema.get("allOf", [{}])[0].get("$ref", "")
    return reference.removeprefix("#/components/schemas/")


def lacks(found, schema, value, path, outer=()):
    """The fields of a schema that a value lacks; what would hold itself ends somewhere."""
    if isinstance(value, list):
        for element in value:
            yield from lacks(found, schema.get("items", {}), element, path + "[]", outer)
    elif isinstance(value, dict) and "additionalProperties" in schema:
        for name, inner in value.items():
            yield from lacks(found, schema["additionalProperties"], inner, f"{path}.{name}", outer)
    elif isinstance(value, dict) and (definition := target(schema)):
        outer = (*outer, definition)
        for name, inner in found[definition].get("properties", {}).items():
            if name in value:
                yield from lacks(found, inner, value[name], f"{path}.{name}", outer)
            # `JSONSchemaPropsOrArray` holds a `JSONSchemaProps`.
            elif not any(target(inner).startswith(name) for name in outer):
                yield f"{path}.{name}"


def complaints(schemas, version, paths):
    found = definitions(schemas / "openapi" / version)
    by_kind = dict(kinds(found))
    components = {"schemas": {name: strict(schema, name.rsplit(".", 1)[1] in FREE) for name, schema in found.items()}}
    cluster_wide = {kind for kind, scope in json.loads((schemas / "openapi" / version / "scopes.json").read_text()).items() if scope == "cluster"}
    for path in paths:
        manifest = yaml.safe_load(path.read_text())
        kind = (manifest["apiVersion"], manifest["kind"])
        name = by_kind.get(kind)
        if name is None:
            yield f"{path}: {version} has no {kind}"
            continue
        schema = {"components": components, "$ref": f"#/components/schemas/{name}"}
        for error in jsonschema.Draft7Validator(schema).iter_errors(manifest):
            yield f"{path}: {'.'.join(map(str, error.absolute_path))}: {error.message}"
        for lack in lacks(found, schema, manifest, manifest["kind"]):
            if not (" ".join(kind) in cluster_wide and lack == f"{manifest['kind']}.metadata.namespace"):
                yield f"{path}: {lack} is not there"
    built = {tuple(yaml.safe_load(path.read_text())[key] for key in ("apiVersion", "kind")) for path in paths}
    served = {tuple(kind.split(" ")) for kind in json.loads((schemas / "openapi" / version / "scopes.json").read_text())}
    for kind in sorted(served - built):
        yield f"{version}: there is no manifest of {kind}"


def main():
    schemas, folder = map(pathlib.Path, sys.argv[1:])
    versions = sorted(path.name for path in (schemas / "openapi").iterdir() if path.is_dir())
    count, found = 0, []
    for version in versions:
        paths = sorted((folder / version).glob("*.yaml"))
        count += len(paths)
        found += complaints(schemas, version, paths)
    print("\n".join(found) if found else f"all {count} manifests are valid and whole, of the versions {', '.join(versions)}")
    sys.exit(1 if found or not count else 0)


main()
