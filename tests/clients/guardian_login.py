"""Unmodified auth0-python, driven from outside: reads one call per line of JSON and answers each with a line.

{"domain", "client", "secret", "api": "GetToken", "method": "login", "arguments": {…}}
    -> {"value": …} or {"error": {"status", "code", "message", "content"}}
{"verify": TOKEN, "domain", "client"}
    -> {"value": claims} or {"error": {"code": "TokenValidationError", "message"}}
"""

import json
import sys

from auth0.authentication import GetToken, RevokeToken, Users
from auth0.authentication.back_channel_login import BackChannelLogin
from auth0.authentication.token_verifier import AsymmetricSignatureVerifier, TokenVerifier
from auth0.authentication.exceptions import Auth0Error, TokenValidationError

CLIENTS = {"BackChannelLogin": BackChannelLogin, "GetToken": GetToken, "RevokeToken": RevokeToken}


def call(request):
    if "verify" in request:
        return verify(request)
    if request["api"] == "Users":
        client = Users(request["domain"])
    else:
        client = CLIENTS[request["api"]](request["domain"], request["client"], client_secret=request["secret"])
    return getattr(client, request["method"])(**request["arguments"])


def verify(request):
    signature = AsymmetricSignatureVerifier(f"https://{request['domain']}/.well-known/jwks.json")
    issuer = f"https://{request['domain']}/"
    return TokenVerifier(signature, issuer, request["client"]).verify(request["verify"])


def answer(request):
    try:
        return {"value": call(request)}
    except Auth0Error as error:
        what = {"status": error.status_code, "code": error.error_code, "message": error.message}
        return {"error": {**what, "content": error.content}}
    except TokenValidationError as error:
        return {"error": {"code": "TokenValidationError", "message": str(error)}}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
