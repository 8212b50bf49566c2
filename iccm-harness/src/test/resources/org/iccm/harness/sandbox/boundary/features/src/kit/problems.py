class KitError(Exception):
    """Base of all."""


class Missing(KitError, KeyError):
    def __init__(self, name, code=404):
        super().__init__(name)
        self.name = name
        self.code = code

    def __str__(self):
        return f"{self.name} is missing ({self.code})"

    def hint(self):
        return f"look for {self.name}"


def explain(kind):
    if kind == "missing":
        raise Missing("lamp", 410)
    if kind == "plain":
        raise KitError("plain", 3)
    if kind == "cause":
        try:
            int("x")
        except ValueError as e:
            raise KitError("wrapped") from e
    if kind == "context":
        try:
            {}["k"]
        except KeyError:
            raise RuntimeError("during")
    if kind == "os":
        open("/no/such/file/anywhere")
    if kind == "exit":
        raise SystemExit(7)
    if kind == "decode":
        b"\xff".decode("utf-8")
    if kind == "recursion":
        return explain(kind) + 1
    if kind == "json":
        import json

        json.loads("{")
    if kind == "local":
        class Local(LookupError):
            pass

        raise Local("inside")
    return None
