"""Makes wso2-messages.json with jwcrypto and cryptography: what a phone sends to a WSO2 server in one life.

    python wso2_messages.py > wso2-messages.json

Headers, claims and bodies are typed here from the vendor's published sources and documentation; the RSA key is generated once and
kept in the file, so running the script again with the file in place changes nothing.
"""

import base64
import json
import pathlib
import sys
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwcrypto import jwk, jws

FILE = pathlib.Path(__file__).with_name("wso2-messages.json")

HOST = "https://is.example.com:9443"
TENANT = f"{HOST}/t/carbon.super"
DEVICE = "8d0bd47a-3c19-4f2c-9d6e-0a4d5f3c2b11"
CHALLENGE = "c1a7f9d2-1d7e-4b43-8f0f-6d1f6f5f3f5e"
PUSH = "2f7f5d5e-5f0a-4c52-9a53-0d9b4a8a7f10"
PUSH_CHALLENGE = "0b7f6d0c-9a3a-4d0f-8a57-7c1a5a0d2e4b"
TOKEN = "push-token"
NOW = 1_767_225_600
RANDOM = bytes(range(32))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def private_key() -> jwk.JWK:
    if FILE.exists() and FILE.stat().st_size:
        return jwk.JWK(**json.loads(FILE.read_text())["private_jwk"])
    return jwk.JWK.generate(kty="RSA", size=2048)


def sign(key: jwk.JWK, header: dict, claims: dict) -> str:
    token = jws.JWS(compact(claims).encode())
    token.add_signature(key, alg="RS256", protected=compact(header))
    return token.serialize(compact=True)


def main() -> None:
    key = private_key()
    private = load_pem_private_key(key.export_to_pem(private_key=True, password=None), password=None)
    spki = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signature = private.sign(f"{CHALLENGE}.{TOKEN}".encode(), padding.PKCS1v15(), hashes.SHA256())
    jwt = {"alg": "RS256", "typ": "JWT"}

    def post(url: str, body: dict) -> dict:
        return {"method": "POST", "url": url, "body": body}

    def registration(base: str, provider: dict) -> dict:
        body = {
            "deviceId": DEVICE,
            "model": "android",
            "name": "Alice's phone",
            "deviceToken": TOKEN,
            "publicKey": base64.b64encode(spki).decode(),
            "signature": base64.b64encode(signature).decode(),
            "provider": provider,
        }
        return post(f"{base}/api/users/v1/me/push/devices", body)

    def answer(base: str, claims: dict) -> dict:
        token = sign(key, {**jwt, "deviceId": DEVICE}, {**claims, "exp": NOW + 300})
        return post(f"{base}/push-auth/authenticate", {"authResponse": token})

    def decision(response: str, **number: str) -> dict:
        return {"pushAuthId": PUSH, "challenge": PUSH_CHALLENGE, "response": response, **number}

    def change(action: str, **claims: str) -> dict:
        token = sign(key, jwt, {"exp": NOW + 300, **claims})
        return post(f"{TENANT}/api/users/v1/me/push/devices/{DEVICE}/{action}", {"token": token})

    login, challenge = (str(uuid.UUID(bytes=RANDOM[at : at + 16], version=4)) for at in (0, 16))
    code = {"deviceId": DEVICE, "username": "alice", "host": HOST}
    json.dump(
        {
            "about": "Made by wso2_messages.py with jwcrypto and cryptography. A test key: everybody has it.",
            "private_jwk": key.export_private(as_dict=True),
            "pkcs8": base64url(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            "spki": base64.b64encode(spki).decode(),
            "now": NOW,
            "random": base64url(RANDOM),
            "code": compact({**code, "tenantDomain": "carbon.super", "challenge": CHALLENGE}),
            "organization_code": compact(
                {**code, "organizationId": "org-1", "organizationName": "Acme", "challenge": CHALLENGE}
            ),
            "nested_code": compact(
                {**code, "tenantDomain": "carbon.super", "organizationId": "org-1", "challenge": CHALLENGE}
            ),
            "push": {
                "relativePath": "/t/carbon.super",
                "username": "alice",
                "tenantDomain": "carbon.super",
                "userStoreDomain": "PRIMARY",
                "applicationName": "Shop",
                "notificationScenario": "AUTHENTICATION",
                "pushId": PUSH,
                "challenge": PUSH_CHALLENGE,
                "numberChallenge": "7",
                "ipAddress": "203.0.113.7",
                "deviceOS": "Linux",
                "browser": "Firefox",
                "deviceId": DEVICE,
            },
            "register": registration(TENANT, {"name": "FCM"}),
            "register_in_organization": registration(f"{HOST}/o/org-1", {"name": "FCM"}),
            "register_below_tenant": registration(f"{TENANT}/o/org-1", {"name": "FCM"}),
            "register_apple": registration(TENANT, {"name": "AmazonSNS", "metadata": {"platform": "APNS"}}),
            "register_custom": registration(TENANT, {"name": "Pushbird"}),
            "ask_for_registration": answer(
                TENANT, {"pushAuthId": login, "challenge": challenge, "response": "DENIED"}
            ),
            "approve": answer(TENANT, decision("APPROVED", numberChallenge="7")),
            "deny": answer(TENANT, decision("DENIED")),
            "rename": change("update", name="New name"),
            "push_token": change("update", deviceToken="another-token"),
            "remove": change("remove"),
        },
        sys.stdout,
        indent=2,
        ensure_ascii=False,
    )
    print()


if __name__ == "__main__":
    main()
