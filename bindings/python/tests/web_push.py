"""What a server does for Web Push (RFC 8291), by a library that the core does not use."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from countersign import PushTarget

SALT = bytes(range(16))
CURVE = ec.SECP256R1()


def encrypted(target: PushTarget, payload: str) -> bytes:
    keys = json.loads(target.token)["keys"]
    phone, auth = (urlsafe_b64decode(keys[name] + "==") for name in ("p256dh", "auth"))
    own = ec.generate_private_key(CURVE)
    sender = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, phone))
    secret = HKDF(SHA256(), 32, auth, b"WebPush: info\0" + phone + sender).derive(shared)
    key = HKDF(SHA256(), 16, SALT, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(SHA256(), 12, SALT, b"Content-Encoding: nonce\0").derive(secret)
    record = AESGCM(key).encrypt(nonce, payload.encode() + b"\2", None)
    return SALT + (4096).to_bytes(4) + bytes([len(sender)]) + sender + record
