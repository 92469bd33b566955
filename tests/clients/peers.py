"""Third-party Python libraries as filters: each command reads JSON from standard input and writes JSON.

verify    [{"jwk": {…}, "jws": "…"}]                      -> [{"header": {…}, "claims": {…}}]   (jwcrypto)
one-time  [{"secret", "algorithm", "digits", "period", "time"}] -> ["123456"]                   (pyotp)
read-qr   {"file"}                                        -> ["text"]                           (zxing-cpp)
draw-qr   {"file", "text"}                                -> null                               (segno)
"""

import hashlib
import json
import sys

import pyotp
import segno
import zxingcpp
from jwcrypto import jwk, jws
from PIL import Image


def verify(requests):
    return [verify_one(request["jwk"], request["jws"]) for request in requests]


def verify_one(key, message):
    token = jws.JWS()
    token.allowed_algs = ["EdDSA", "ES256"]
    token.deserialize(message, jwk.JWK(**key))
    return {"header": json.loads(token.objects["protected"]), "claims": json.loads(token.payload)}


def one_time(requests):
    digests = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}
    return [
        pyotp.TOTP(
            request["secret"],
            digits=request["digits"],
            digest=digests[request["algorithm"]],
            interval=request["period"],
        ).at(request["time"])
        for request in requests
    ]


def read_qr(request):
    with Image.open(request["file"]) as image:
        return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def draw_qr(request):
    segno.make(request["text"], error="m", micro=False).save(request["file"], scale=6, border=4)


COMMANDS = {"verify": verify, "one-time": one_time, "read-qr": read_qr, "draw-qr": draw_qr}

if __name__ == "__main__":
    json.dump(COMMANDS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
