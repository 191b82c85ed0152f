#!/usr/bin/env python3
"""Condenses the Bot API's schema, as aiogram ships it, to what the stand-in checks: see README.md beside this file.

usage: condense.py SCHEMA_JSON > schema.json
"""

import json
import re
import sys

METHODS = """
getMe getUpdates setWebhook deleteWebhook getWebhookInfo
sendMessage sendDocument sendPhoto sendChatAction
editMessageText editMessageReplyMarkup deleteMessage setMessageReaction answerCallbackQuery
setMyCommands deleteMyCommands getMyCommands
getChat getChatMember getChatAdministrators getFile
""".split()

# Parameters and fields of these types are left out with them: a bot that sends one gets to hear that it isn't known here.
LEFT_OUT = {"EphemeralMessageParameters", "InputRichMessage", "SuggestedPostParameters"}

BASIC = {"Array", "Boolean", "Float", "InputFile", "Integer", "String", "True"}


def named(kind):
    """The types that an expression such as "Array of A" or "A or B" names."""
    return [word for word in re.findall(r"[A-Z]\w+", kind) if word not in BASIC]


def fields(annotations):
    kept = {}
    for field in annotations:
        if LEFT_OUT & set(named(field["type"])):
            continue
        described = {"type": field["type"]}
        if field.get("required"):
            described["required"] = True
        constant = re.search(r"must be \*?(\w+)\*?|[Aa]lways ['\"“](\w+)", field["description"])
        if field["name"] in ("type", "status", "source") and constant:
            described["is"] = constant[1] or constant[2]
        kept[field["name"]] = described
    return kept


def condense(schema):
    entities = {entity["name"]: entity for group in schema["items"] for entity in group["children"]}
    methods = {name: fields(entities[name]["annotations"]) for name in METHODS}
    types, open_names = {}, [n for f in methods.values() for d in f.values() for n in named(d["type"])]
    while open_names:
        name = open_names.pop()
        if name in types:
            continue
        entity = entities[name]
        alternatives = re.findall(r"^ - (\w+)$", entity["description"], re.MULTILINE)
        if entity["annotations"] or not alternatives:
            types[name] = {"fields": fields(entity["annotations"])}
            open_names += [n for d in types[name]["fields"].values() for n in named(d["type"])]
        else:
            types[name] = {"one_of": alternatives}
            open_names += alternatives
    return {"version": schema["api"]["version"], "methods": methods, "types": dict(sorted(types.items()))}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        condensed = condense(json.load(file))
    # One line for each parameter: a later version's changes can be read in a diff.
    text = json.dumps(condensed, indent=1, ensure_ascii=False)
    print(re.sub(r"\{\s+(\"type\"[^{}]*?)\s+\}", lambda m: "{" + re.sub(r"\s*\n\s*", " ", m[1]) + "}", text))
