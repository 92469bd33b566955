"""Makes web-push.json: contents as http_ece, the library of Web Push senders in Python, encrypts them.

    pip install http_ece==1.2.1 && python web_push.py > web-push.json

The keys are made from their numbers: everybody has them.
"""

import base64
import hashlib
import json
from importlib.metadata import version

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HINT = b'{"v":1,"a":"hint-1","c":"challenge-1"}'


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def digest(name, number):
    return hashlib.sha256(f"{name} {number}".encode()).digest()


def key(name, number):
    return ec.derive_private_key(int.from_bytes(digest(name, number)), ec.SECP256R1())


def public(private):
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def case(number, plain, size=4096):
    phone, auth = key("phone", number), digest("auth", number)[:16]
    content = http_ece.encrypt(
        plain,
        salt=digest("salt", number)[:16],
        private_key=key("sender", number),
        dh=public(phone),
        auth_secret=auth,
        rs=size,
    )
    return {
        "private": encoded(phone.private_numbers().private_value.to_bytes(32)),
        "public": encoded(public(phone)),
        "auth": encoded(auth),
        "record_size": size,
        "plain": encoded(plain),
        "content": encoded(content),
    }


one = [case(1, HINT), case(2, b"x"), case(3, b"\0"), case(4, b"\2\0\0"), case(5, HINT, size=100), case(6, bytes(3993))]
several = [case(7, HINT, size=18), case(8, HINT, size=len(HINT)), case(9, bytes(100), size=64)]
lines = {"accepted": one, "several_records": several}

about = f"Made by web_push.py with http_ece {version('http_ece')}; no code of this project was involved."
blocks = [
    f"  {json.dumps(name)}: [\n" + ",\n".join(f"    {json.dumps(case)}" for case in cases) + "\n  ]"
    for name, cases in lines.items()
]
print("{\n  " + f'"about": {json.dumps(about)},\n' + ",\n".join(blocks) + "\n}")
