"""Does one measured thing N times through the Python package: `calls.py call|approve FOLDER N`.

FOLDER is made by `gauge prepare-approve`. The counterpart in Rust is `gauge call|approve FOLDER N`.
"""

import asyncio
import base64
import hashlib
import json
import sys

from countersign import Authenticator, HttpRequest, HttpResponse, Vault


class YesTransport:
    """Replies "approved" to whatever is sent."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        claims = request.body.split(b".")[1]
        challenge = json.loads(base64.urlsafe_b64decode(claims + b"=" * (-len(claims) % 4)))["cid"]
        answer = base64.urlsafe_b64encode(hashlib.sha256(request.body).digest()).rstrip(b"=").decode()
        reply = {"cid": challenge, "state": "approved", "ans": answer}
        return HttpResponse(200, [], json.dumps(reply).encode())


async def main(what: str, folder: str, times: int) -> None:
    phone = Authenticator.open(folder, vault=Vault.FILE, transport=YesTransport())
    if what == "call":
        for _ in range(times):
            phone.token_dialects()
    else:
        waiting = phone.pending()[:times]
        if len(waiting) < times:
            raise SystemExit(f"only {len(waiting)} challenges wait")
        for challenge in waiting:
            await phone.approve(challenge, "482913")
    phone.close()


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
