"""Makes otpauth.json: codes and URIs of pyotp, messages of Google's protobuf library.

    pip install pyotp==2.9.0 protobuf==7.36.2 && python otpauth.py > otpauth.json

Later versions of pyotp refuse the short secrets that servers hand out.
"""

import base64
import hashlib
import json
from importlib.metadata import version
from urllib.parse import quote, urlencode

import pyotp
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TIMES = [59, 1111111109, 1234567890, 20000000000]
STEPS = [0, 1, 2, 1000]
HASHES = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}
KEYS = {"SHA1": b"1234567890" * 2, "SHA256": b"1234567890" * 3 + b"12", "SHA512": b"1234567890" * 6 + b"1234"}


def case(issuer, account, key, algorithm="SHA1", digits=6, period=None, counter=None):
    secret = base64.b32encode(key).decode()
    common = {"s": secret, "digits": digits, "digest": HASHES[algorithm], "name": account, "issuer": issuer}
    shown = {"issuer": issuer or "", "account": account, "key": key.hex(), "algorithm": algorithm, "digits": digits}
    if counter is None:
        otp = pyotp.TOTP(**common, interval=period or 30)
        codes = [{"time": time, "code": otp.at(time)} for time in TIMES]
        return otp, {**shown, "period": period or 30, "codes": codes}
    otp = pyotp.HOTP(**common, initial_count=counter)
    codes = [{"step": step, "code": otp.at(step)} for step in STEPS]
    return otp, {**shown, "counter": counter, "codes": codes}


def provisioned(*args, **kwargs):
    otp, shown = case(*args, **kwargs)
    return {"uri": otp.provisioning_uri(), **shown}


def form_encoded(*args, **kwargs):
    """Spaces as plus signs in the query, a bare colon and upper-case escapes in the label."""
    _, shown = case(*args, **kwargs)
    kind = "hotp" if "counter" in shown else "totp"
    query = {name: shown[name] for name in ("digits", "period", "counter", "algorithm", "issuer") if name in shown}
    query["secret"] = base64.b32encode(bytes.fromhex(shown["key"])).decode().rstrip("=").lower()
    return {"uri": f"otpauth://{kind}/{quote(shown['issuer'])}:{quote(shown['account'])}?{urlencode(query)}", **shown}


def payload_class():
    pool = descriptor_pool.DescriptorPool()
    kinds = {"bytes": 12, "string": 9, "int32": 5, "int64": 3, "message": 11}
    file = descriptor_pb2.FileDescriptorProto(name="migration.proto", package="m", syntax="proto3")

    def add(name, fields):
        described = file.message_type.add(name=name)
        for field, number, kind, *rest in fields:
            of = {"label": 3, "type_name": rest[0]} if rest else {"label": 1}
            described.field.add(name=field, number=number, type=kinds[kind], **of)

    add("Account", [("secret", 1, "bytes"), ("name", 2, "string"), ("issuer", 3, "string"), ("algorithm", 4, "int32"),
                    ("digits", 5, "int32"), ("type", 6, "int32"), ("counter", 7, "int64"), ("unique_id", 8, "string")])
    add("Payload", [("accounts", 1, "message", ".m.Account"), ("version", 2, "int32"), ("batch_size", 3, "int32"),
                    ("batch_index", 4, "int32"), ("batch_id", 5, "int32")])
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("m.Payload"))


def migration(cases, labels=None, unspecified=False, **batch):
    payload = Payload()
    accounts = [shown for _, shown in cases]
    for number, shown in enumerate(accounts):
        account = payload.accounts.add(secret=bytes.fromhex(shown["key"]), issuer=shown["issuer"])
        account.name = labels[number] if labels else shown["account"]
        if not unspecified:
            account.algorithm = ["SHA1", "SHA256", "SHA512"].index(shown["algorithm"]) + 1
            account.digits = {6: 1, 8: 2}[shown["digits"]]
            account.type = 1 if "counter" in shown else 2
            account.counter = shown.get("counter", 0)
            account.unique_id = f"unique-{number}"
    for name, value in batch.items():
        setattr(payload, name, value)
    data = quote(base64.b64encode(payload.SerializeToString()), safe="")
    part, parts = batch.get("batch_index", 0) + 1, batch.get("batch_size", 0) or 1
    return {"uri": f"otpauth-migration://offline?data={data}", "part": part, "parts": parts, "accounts": accounts}


Payload = payload_class()
uris = [provisioned(f"{algorithm} Bank", "ann@example.com", KEYS[algorithm], algorithm, digits, period, counter)
        for algorithm in HASHES for digits in (6, 7, 8) for period, counter in ((None, None), (60, None), (None, 7))]
uris += [
    provisioned(None, "ann", b"1234567890"),
    provisioned("Zürich & Söhne", "jörg@example.com", b"0123456789abcdef"),
    provisioned("One second", "ann", b"x", period=1),
    provisioned("One day", "ann", bytes(range(128)), "SHA512", period=86400),
    provisioned("Far", "ann", b"1234567890", counter=2**40),
    form_encoded("Acme & Co", "ann+test@example.com", b"1234567890"),
    form_encoded("100% Shop", "Ann Example", b"foobarfoobar", "SHA256", 8, 15),
    form_encoded("Acme", "銀行", b"foobarfoobar", counter=0),
]
mixed = [
    case("Acme", "ann@example.com", KEYS["SHA1"]),
    case("Bank", "ann", KEYS["SHA256"], "SHA256", 8),
    case("Shop", "Ann Example", KEYS["SHA512"], "SHA512"),
    case("Vault", "ann", b"1234567890", counter=41),
]
migrations = [
    migration(mixed, version=1, batch_size=1, batch_index=0, batch_id=-1234567),
    migration(mixed[:2], ["Acme:ann@example.com", "Bank: ann"], version=2, batch_size=3, batch_index=1, batch_id=77),
    migration([case("", "ann", b"1234567890")], unspecified=True),
    migration([case(f"Site {n}", "ann", bytes([n]) * 20) for n in range(10)], version=1, batch_size=2, batch_index=1),
]
makers = f"pyotp {version('pyotp')} and protobuf {version('protobuf')}"
about = f"Made by otpauth.py with {makers}; no code of this project was involved."


def lines(cases):
    return "[\n    " + ",\n    ".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n  ]"


print(f'{{\n  "about": "{about}",\n  "uris": {lines(uris)},\n  "migrations": {lines(migrations)}\n}}')
