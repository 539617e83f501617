/**
 * Reads a Python script without running it, in Python's own grammar: prints one JSON object that
 * `PythonSource` describes. Works from Python 3.8 on.
 */
export const PYTHON_PROBE: string = String.raw`
import ast, json, re, sys

def literal(node):
    try:
        value = ast.literal_eval(node)
    except Exception:
        return None
    if isinstance(value, (bool, int, float, str)):
        return {"value": value if value == value and abs(len(str(value))) < 400 else None}
    if isinstance(value, (list, tuple)) and all(isinstance(v, (int, float, str)) for v in value):
        return {"value": list(value)}
    return None

def name_of(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""

def keys_of(node):
    if isinstance(node, ast.Dict):
        return [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    if isinstance(node, ast.Call) and name_of(node.func) == "dict":
        return [k.arg for k in node.keywords if k.arg]
    return dicts.get(name_of(node), []) if isinstance(node, ast.Name) else []

def template(node):
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(template(v) if isinstance(v, ast.Constant) else "\0" for v in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return re.sub(r"%[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGrs]", "\0", template(node.left))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return template(node.left) + template(node.right)
    if isinstance(node, ast.Call) and name_of(node.func) == "format" and isinstance(node.func, ast.Attribute):
        return re.sub(r"\{[^{}]*\}", "\0", template(node.func.value))
    return "\0"

def read_keys(function, config):
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == config:
            key = node.slice.value if hasattr(node.slice, "value") else node.slice
            key = key.value if isinstance(key, ast.Constant) else key
            if isinstance(key, str):
                found.setdefault(key, None)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" \
                and isinstance(node.func.value, ast.Name) and node.func.value.id == config and node.args:
            key = node.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                default = literal(node.args[1]) if len(node.args) > 1 else {"value": None}
                found[key.value] = default or {"value": None}
    return [{"name": k, **({"default": v["value"]} if v else {})} for k, v in found.items()]

with open(sys.argv[1], "rb") as file:
    tree = ast.parse(file.read())
dicts = {}
found = {"functions": [], "imports": [], "options": [], "reported": [], "json": [], "logged": [], "prints": [], "printsJson": False}
for node in ast.walk(tree):
    if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Dict, ast.Call)):
        for target in node.targets:
            if isinstance(target, ast.Name):
                keys = keys_of(node.value)
                if keys:
                    dicts[target.id] = keys
for node in ast.walk(tree):
    if isinstance(node, ast.Import):
        found["imports"] += [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        found["imports"] += [node.module or ""] + [(node.module or "") + "." + a.name for a in node.names]
    elif isinstance(node, ast.Call):
        called = name_of(node.func)
        flags = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if called in ("add_argument", "option") and any(f.startswith("-") for f in flags):
            words = {k.arg: k.value for k in node.keywords if k.arg}
            option = {"flags": [f for f in flags if f.startswith("-")]}
            for key in ("default", "choices"):
                value = literal(words[key]) if key in words else None
                if value:
                    option[key] = value["value"]
            if "type" in words:
                option["type"] = name_of(words["type"])
            if "nargs" in words or "multiple" in words:
                option["list"] = True
            found["options"].append(option)
        elif called == "report" and node.args:
            found["reported"] += keys_of(node.args[0])
        elif called == "dumps" and node.args:
            found["printsJson"] = True
            found["json"] += keys_of(node.args[0])
        elif called == "log" and flags:
            found["logged"].append(flags[0])
        elif called == "log_dict" and node.args:
            found["logged"] += keys_of(node.args[0])
        if called in ("print", "info", "write", "echo", "secho") and node.args:
            found["prints"].append(" ".join(template(a) for a in node.args))
for node in tree.body:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        args = [a.arg for a in node.args.args]
        required = len(args) - len(node.args.defaults)
        returned = [k for n in ast.walk(node) if isinstance(n, ast.Return) and n.value for k in keys_of(n.value)]
        found["functions"].append({"name": node.name, "parameters": args, "required": required,
                                   "keys": read_keys(node, args[0]) if args else [], "returned": returned})
json.dump(found, sys.stdout)
`
