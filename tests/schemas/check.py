"""Every document of a tree of manifests is valid by the strict schemas of its kind.

usage: check.py SCHEMAS FOLDER; SCHEMAS holds kubernetes-*-strict/ and crds/. Needs the packages pyyaml and jsonschema.
"""

import functools
import json
import pathlib
import sys

import jsonschema
import yaml


@functools.cache
def validator(schemas, api_version, kind):
    """The validator of a kind, or None where there is no schema of it."""
    group, _, version = api_version.rpartition("/")
    first = group.split(".")[0]
    own = "-".join([kind, first, version] if group else [kind, version]).lower()
    places = [*sorted(schemas.glob(f"kubernetes-*-strict/{own}.json")), schemas / "crds" / group / f"{kind.lower()}_{version}.json"]
    for place in places:
        if place.exists():
            return jsonschema.Draft7Validator(json.loads(place.read_text()))
    return None


def complaints(schemas, path):
    for document in yaml.safe_load_all(path.read_text()):
        kind, api_version = document["kind"], document["apiVersion"]
        found = validator(schemas, api_version, kind)
        if found is None:
            yield f"{path}: there is no schema of {api_version} {kind}"
            continue
        for error in found.iter_errors(document):
            yield f"{path}: {'.'.join(map(str, error.absolute_path))}: {error.message}"


def main():
    schemas, folder = map(pathlib.Path, sys.argv[1:])
    paths = sorted(folder.rglob("*.yaml"))
    found = [complaint for path in paths for complaint in complaints(schemas, path)]
    print("\n".join(found) if found else f"all {len(paths)} files are valid")
    sys.exit(1 if found or not paths else 0)


main()
