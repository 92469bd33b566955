"""Makes guardian-messages.json with jwcrypto and hashlib: what a phone sends to a Guardian tenant in one life.

    python guardian_messages.py > guardian-messages.json

Headers, claims and bodies are typed here from the public device SDKs' sources; the RSA key is generated once and kept in the
file, so running the script again with the file in place changes nothing.
"""

import base64
import hashlib
import json
import pathlib
import sys
import uuid

from jwcrypto import jwk, jws

FILE = pathlib.Path(__file__).with_name("guardian-messages.json")

TICKET = "TX-0123456789abcdef"
TOKEN = "aValidTransactionToken"
BASE = "https://samples.guardian.eu.auth0.com"
NOW = 1_767_225_600
RANDOM = bytes(range(32))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def private_key() -> jwk.JWK:
    if FILE.exists():
        return jwk.JWK(**json.loads(FILE.read_text())["private_jwk"])
    return jwk.JWK.generate(kty="RSA", size=2048)


def sign(key: jwk.JWK, header: dict, claims: dict) -> str:
    token = jws.JWS(compact(claims).encode())
    token.add_signature(key, alg="RS256", protected=compact(header))
    return token.serialize(compact=True)


def main() -> None:
    key = private_key()
    public = key.export_public(as_dict=True)
    n, e = public["n"], public["e"]
    wire_key = {"kty": "RSA", "use": "sig", "alg": "RS256", "n": n, "e": e}
    identifier = base64url(hashlib.sha256(f"countersign guardian identifier {TICKET}".encode()).digest()[:16])
    jti = str(uuid.UUID(bytes=RANDOM[:16], version=4))
    consent = "https://samples.eu.auth0.com/rich-consents/cns_abc"
    jwt = {"alg": "RS256", "typ": "JWT"}

    def answer(accepted: bool, **reason: str) -> str:
        claims = {
            "iss": identifier,
            "aud": f"{BASE}/api/resolve-transaction",
            "sub": "a-challenge",
            "iat": NOW,
            "exp": NOW + 30,
            "auth0_guardian_method": "push",
            "auth0_guardian_accepted": accepted,
            **reason,
        }
        return sign(key, jwt, claims)

    device = sign(
        key,
        jwt,
        {
            "iss": "dev_1234567890",
            "sub": "auth0|5f1",
            "aud": f"{BASE}/api/device-accounts",
            "iat": NOW,
            "exp": NOW + 7200,
        },
    )
    proof = sign(
        key,
        {"alg": "RS256", "typ": "dpop+jwt", "jwk": wire_key},
        {
            "htu": consent,
            "htm": "GET",
            "ath": base64url(hashlib.sha256(TOKEN.encode()).digest()),
            "jti": jti,
            "iat": NOW,
        },
    )
    push = {"service": "GCM", "token": "push-token"}
    json.dump(
        {
            "about": "Made by guardian_messages.py with jwcrypto. A test key: everybody has it.",
            "private_jwk": key.export_private(as_dict=True),
            "pkcs8": base64url(key_der(key)),
            "thumbprint": key.thumbprint(),
            "ath_of_aValidTransactionToken": "CzMD9-OOC7tzMpYDBdgrSUtmhx8Jw9cZMSf4KXVRC5A",
            "now": NOW,
            "random": base64url(RANDOM),
            "uri": "otpauth://totp/Acme:alice?secret=PF2WOZDFNJQXGZDI&enrollment_tx_id=" + TICKET
            + "&issuer=Acme&id=dev_1234567890&base_url=https%3A%2F%2Fsamples.guardian.eu.auth0.com"
            + "&algorithm=sha1&digits=6&counter=0&period=30",
            "enroll": {
                "method": "POST",
                "url": f"{BASE}/api/enroll",
                "authorization": f'Ticket id="{TICKET}"',
                "body": {
                    "identifier": identifier,
                    "name": "Alice's phone",
                    "push_credentials": push,
                    "public_key": wire_key,
                },
            },
            "allow": {
                "method": "POST",
                "url": f"{BASE}/api/resolve-transaction",
                "authorization": f"Bearer {TOKEN}",
                "body": {"challenge_response": answer(True)},
            },
            "reject": {
                "method": "POST",
                "url": f"{BASE}/api/resolve-transaction",
                "authorization": f"Bearer {TOKEN}",
                "body": {"challenge_response": answer(False)},
            },
            "reject_with_reason": {
                "method": "POST",
                "url": f"{BASE}/api/resolve-transaction",
                "authorization": f"Bearer {TOKEN}",
                "body": {"challenge_response": answer(False, auth0_guardian_reason="suspicious")},
            },
            "consent": {
                "method": "GET",
                "url": consent,
                "authorization": f"MFA-DPoP {TOKEN}",
                "mfa-dpop": proof,
                "body": None,
            },
            "rename": {
                "method": "PATCH",
                "url": f"{BASE}/api/device-accounts/dev_1234567890",
                "authorization": f"Bearer {device}",
                "body": {"identifier": identifier, "name": "New name"},
            },
            "push_token": {
                "method": "PATCH",
                "url": f"{BASE}/api/device-accounts/dev_1234567890",
                "authorization": f"Bearer {device}",
                "body": {"identifier": identifier, "push_credentials": {"service": "APNS", "token": "ab" * 32}},
            },
            "unenroll": {
                "method": "DELETE",
                "url": f"{BASE}/api/device-accounts/dev_1234567890",
                "authorization": f"Bearer {device}",
                "body": None,
            },
        },
        sys.stdout,
        indent=2,
        ensure_ascii=False,
    )
    print()


def key_der(key: jwk.JWK) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

    private = load_pem_private_key(key.export_to_pem(private_key=True, password=None), password=None)
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


if __name__ == "__main__":
    main()
