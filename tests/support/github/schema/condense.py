#!/usr/bin/env python3
"""Condenses GitHub's OpenAPI description to what the stand-in answers and sends: see README.md beside this file.

usage: condense.py api.github.com.json > schema.json
"""

import json
import re
import sys

OPERATIONS = """
users/get-authenticated users/get-by-username users/get-by-id
rate-limit/get
apps/get-authenticated apps/list-installations apps/get-installation apps/get-repo-installation
apps/create-installation-access-token apps/list-repos-accessible-to-installation
repos/get repos/get-collaborator-permission-level
issues/get issues/list-comments-for-repo issues/list-comments issues/create-comment
issues/get-comment issues/update-comment issues/delete-comment
reactions/create-for-issue reactions/list-for-issue-comment reactions/create-for-issue-comment
reactions/delete-for-issue-comment
pulls/list pulls/get pulls/list-commits pulls/list-reviews
repos/get-commit repos/compare-commits-with-basehead repos/list-branches repos/get-branch repos/list-tags git/get-ref
repos/create-commit-status repos/list-commit-statuses-for-ref repos/get-combined-status-for-ref
checks/list-for-ref
repos/download-tarball-archive
repos/create-deployment repos/list-deployments repos/get-deployment
repos/create-deployment-status repos/list-deployment-statuses
""".split()

WEBHOOKS = """
ping push
issue-comment-created issue-comment-edited issue-comment-deleted
pull-request-opened pull-request-closed pull-request-reopened pull-request-synchronize pull-request-edited
pull-request-converted-to-draft pull-request-ready-for-review
""".split()

# What a value may be. Descriptions, examples, defaults and formats are left out.
KEPT = "type nullable enum properties required items additionalProperties allOf anyOf oneOf $ref".split()


def short(ref):
    return ref.rsplit("/", 1)[1]


def schema(full, wanted):
    """One schema without what isn't checked; the names of those that it points to are added to `wanted`."""
    kept = {key: full[key] for key in KEPT if key in full}
    if "$ref" in kept:
        wanted.append(short(kept["$ref"]))
        return {"$ref": short(kept["$ref"])}
    if "properties" in kept:
        kept["properties"] = {name: schema(field, wanted) for name, field in kept["properties"].items()}
    for several in ("allOf", "anyOf", "oneOf"):
        if several in kept:
            kept[several] = [schema(one, wanted) for one in kept[several]]
    for inner in ("items", "additionalProperties"):
        if isinstance(kept.get(inner), dict):
            kept[inner] = schema(kept[inner], wanted)
    return kept


def body(described, wanted):
    content = described.get("content", {})
    found = content.get("application/json")
    return schema(found["schema"], wanted) if found else None


def operation(described, path, method, whole, wanted):
    given = [whole["parameters"][short(p["$ref"])] if "$ref" in p else p for p in described.get("parameters", [])]
    kept = {"method": method.upper(), "path": path, "query": {}, "answers": {}, "docs": described["externalDocs"]["url"]}
    kept["query"] = {p["name"]: schema(p["schema"], wanted) for p in given if p["in"] == "query"}
    if "requestBody" in described:
        kept["body"] = body(described["requestBody"], wanted)
    for status, answer in described["responses"].items():
        answer = whole["responses"][short(answer["$ref"])] if "$ref" in answer else answer
        if status.startswith("2"):
            kept["answers"][status] = body(answer, wanted)
    return kept


def mend(operations, schemas):
    """Where the description says otherwise than GitHub does: see README.md."""
    for name in ("pull-request", "pull-request-simple"):
        schemas[name]["properties"]["head"]["properties"]["repo"]["nullable"] = True
    sent = schemas["webhook-pull-request-synchronize"]["properties"]["pull_request"]
    sent["properties"]["head"]["properties"]["repo"]["nullable"] = True
    operations["apps/list-installations"]["answers"]["200"]["items"] = {"$ref": "installation"}


def condense(described):
    whole = described["components"]
    wanted, operations, webhooks, schemas = [], {}, {}, {}
    for path, methods in described["paths"].items():
        for method, of in methods.items():
            if of.get("operationId") in OPERATIONS:
                operations[of["operationId"]] = operation(of, path, method, whole, wanted)
    for name, hook in described["x-webhooks"].items():
        if name in WEBHOOKS:
            webhooks[name] = body(hook["post"]["requestBody"], wanted)
    missing = set(OPERATIONS + WEBHOOKS) - set(operations) - set(webhooks)
    assert not missing, missing
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = schema(whole["schemas"][name], wanted)
    mend(operations, schemas)
    version = described["info"]["version"]
    return {"version": version, "operations": operations, "webhooks": webhooks, "schemas": dict(sorted(schemas.items()))}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        condensed = condense(json.load(file))
    # One line for each field: a later version's changes can be read in a diff.
    text = json.dumps(condensed, indent=0, ensure_ascii=False)
    text = re.sub(r"\{\s+([^{}\[\]]*?)\s+\}", lambda m: "{" + re.sub(r"\n", " ", m[1]) + "}", text)
    text = re.sub(r"\[\s+([^{}\[\]]*?)\s+\]", lambda m: "[" + re.sub(r"\n", " ", m[1]) + "]", text)
    print(re.sub(r"\{\s+([^{}]*?)\s+\}", lambda m: "{" + re.sub(r"\n", " ", m[1]) + "}", text))
