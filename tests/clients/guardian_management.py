"""Unmodified auth0-python as an administrator, driven from outside: reads one call per line of JSON and answers each
with a line.

{"domain", "client", "secret" | "domain", "token", "method": "users.authentication_methods.list", "ids": […], "body": …}
    -> {"value": …} or {"error": {"status", "body"}}
"""

import json
import sys

from auth0.management import ManagementClient
from auth0.management.core.api_error import ApiError
from auth0.management.core.jsonable_encoder import jsonable_encoder
from auth0.management.core.pagination import SyncPager

# Members and methods that Python calls otherwise.
RENAMED = {
    "from": "from_",
    "p12": "p_12",
    "set_fcmv1_provider": "set_fcmv_1_provider",
    "update_fcmv1_provider": "update_fcmv_1_provider",
}

connected = {}


def connection(request):
    who = tuple(request.get(name) for name in ("domain", "client", "secret", "token"))
    if who not in connected:
        domain, client, secret, token = who
        access = {"token": token} if token else {"client_id": client, "client_secret": secret}
        connected[who] = ManagementClient(domain=domain, **access)
    return connected[who]


def call(request):
    method = connection(request)
    for name in request["method"].split("."):
        method = getattr(method, RENAMED.get(name, name))
    options, body = {"request_options": {"max_retries": 0}}, request.get("body")
    if isinstance(body, list):
        options["request"] = body
    elif body is not None:
        options.update((RENAMED.get(name, name), value) for name, value in body.items())
    result = method(*request["ids"], **options)
    return list(result.items) if isinstance(result, SyncPager) else result


def answer(request):
    try:
        return {"value": jsonable_encoder(call(request))}
    except ApiError as error:
        return {"error": {"status": error.status_code, "body": jsonable_encoder(error.body)}}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
