//! Signed messages and keys as the standards have them, and every way to bend them.

use countersign_core::model::{PublicKey, Signature};
use countersign_core::protocol::jose::{
    JoseError, JwkError, MAX_JWS, SigningInput, Unverified, base64url, from_base64url, jwk_to_json, parse_jwk,
    sha256_base64url, thumbprint,
};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{KeyInit, Mac};
use serde_json::{Value, json};

const TYP: &str = "countersign-test+jwt";

/// A standard's table.
macro_rules! table {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../../tests/vectors/", $name))).expect("a table")
    };
}

#[test]
fn rfc_8037_key_signature_and_thumbprint_are_understood() {
    let rfc = table!("rfc8037.json");
    let key = parse_jwk(&rfc["jwk"]).expect("an Ed25519 key");
    let jws = text(&rfc["jws"]);

    assert_eq!(thumbprint(&key), text(&rfc["thumbprint"]));
    assert_eq!(sha256_base64url(text(&rfc["thumbprint_input"]).as_bytes()), text(&rfc["thumbprint"]));
    assert_eq!(jwk_to_json(&key), rfc["jwk"]);
    assert_eq!(payload(jws, &key), Ok(text(&rfc["payload"]).to_owned()));
    let seed = from_base64url(text(&rfc["d"])).expect("base64url").try_into().expect("32 bytes");
    let (input, signature) = jws.rsplit_once('.').expect("three parts");
    assert_eq!(base64url(&SigningKey::from_bytes(&seed).sign(input.as_bytes()).to_bytes()), signature);
}

#[test]
fn of_rfc_7515_only_the_es256_example_is_accepted() {
    let rfc = table!("rfc7515.json");
    let cases = rfc["cases"].as_array().expect("cases");
    let ours: Vec<PublicKey> = cases.iter().filter_map(|case| parse_jwk(&case["jwk"]).ok()).collect();
    assert_eq!((cases.len(), ours.len()), (6, 1));

    for case in cases {
        let accepted = payload(text(&case["jws"]), &ours[0]);
        if case["section"] == "A.3" {
            assert_eq!(accepted, Ok(text(&case["payload"]).to_owned()));
        } else {
            assert!(
                matches!(accepted, Err(JoseError::WrongAlgorithm | JoseError::Header)),
                "{} gave {accepted:?}",
                case["section"]
            );
        }
    }
}

#[test]
fn thumbprints_are_those_of_the_standards() {
    // RFC 9449 section 6.1.
    let dpop = json!({"kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"});
    let key = parse_jwk(&dpop).expect("a P-256 key");
    assert_eq!(thumbprint(&key), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");

    let rsa = table!("rfc7638.json");
    let members = &rsa["jwk"];
    let canonical = format!(r#"{{"e":{},"kty":"RSA","n":{}}}"#, members["e"], members["n"]);
    assert_eq!(sha256_base64url(canonical.as_bytes()), text(&rsa["thumbprint"]));
    assert_eq!(parse_jwk(members), Err(JwkError::Members), "RSA is no key of this protocol");
}

#[test]
fn the_order_of_members_in_a_key_does_not_change_its_thumbprint() {
    let rfc = table!("rfc8037.json");
    let x = &rfc["jwk"]["x"];
    let texts = [
        format!(r#"{{"x":{x},"crv":"Ed25519","kty":"OKP"}}"#),
        format!(r#"{{ "kty" : "OKP", "x" : {x}, "crv" : "Ed25\u003519" }}"#),
    ];

    for jwk in texts {
        let value = serde_json::from_str(&jwk).expect("JSON");
        assert_eq!(parse_jwk(&value).map(|key| thumbprint(&key)).as_deref(), Ok(text(&rfc["thumbprint"])), "{jwk}");
    }
}

#[test]
fn headers_that_could_steer_the_verifier_are_refused_although_well_signed() {
    let good = format!(r#"{{"alg":"EdDSA","typ":"{TYP}"}}"#);
    assert_eq!(read(&seal(&good, "{}")), Ok(json!({})));

    let own = jwk_to_json(&public()).to_string();
    for (header, error) in [
        (r#"{"alg":"none","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"None","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"EDDSA","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"EdDSA ","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"Ed25519","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"HS256","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":"ES256","typ":T}"#, JoseError::WrongAlgorithm),
        (r#"{"alg":null,"typ":T}"#, JoseError::Header),
        (r#"{"alg":["EdDSA"],"typ":T}"#, JoseError::Header),
        (r#"{"typ":T}"#, JoseError::Header),
        (r#"{"alg":"EdDSA"}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":null}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":""}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":"JWT"}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":"application/countersign-test+jwt"}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":"COUNTERSIGN-TEST+JWT"}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":"countersign-answer+jwt"}"#, JoseError::WrongKind),
        (r#"{"alg":"EdDSA","typ":7}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","alg":"EdDSA","typ":T}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","\u0061lg":"none","typ":T}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"typ":T}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"kid":"device-1"}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"kid":7}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"jwk":KEY}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"jwk":{"kty":"oct","k":"AA"}}"#, JoseError::Key(JwkError::Members)),
        (r#"{"alg":"EdDSA","typ":T,"jwk":{"kty":"oct","crv":"x"}}"#, JoseError::Key(JwkError::Unsupported)),
        (r#"{"alg":"EdDSA","typ":T,"jku":"https://x.example/keys"}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"x5u":"https://x.example/cert"}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"x5c":["AA=="]}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"x5t":"AA"}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"crit":[]}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"crit":["b64"],"b64":false}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"b64":true}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"cty":"JWT"}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"zip":"DEF"}"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T,"nonce":"x"}"#, JoseError::Header),
        (r#"["EdDSA",T]"#, JoseError::Header),
        (r#""EdDSA""#, JoseError::Header),
        ("", JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T"#, JoseError::Header),
        (r#"{"alg":"EdDSA","typ":T} x"#, JoseError::Header),
        ("\u{feff}{\"alg\":\"EdDSA\",\"typ\":T}", JoseError::Header),
    ] {
        let header =
            header.replace("KEY", &own).replace(":T", &format!(":\"{TYP}\"")).replace(",T", &format!(",\"{TYP}\""));
        assert_eq!(read(&seal(&header, "{}")), Err(error), "{header}");
    }
}

#[test]
fn claims_must_be_one_object_without_repeated_members() {
    let header = format!(r#"{{"alg":"EdDSA","typ":"{TYP}"}}"#);
    for claims in ["", "{", r#"{"a":1,"a":2}"#, r#"{"a":{"b":1,"b":1}}"#, "{} {}", "{\"a\":01}", "{\"a\":\"\u{0}\"}"] {
        let refused = read(&seal(&header, claims));
        assert!(matches!(refused, Err(JoseError::Claims(_))), "{claims:?} gave {refused:?}");
    }
}

#[test]
fn a_public_key_used_as_a_shared_secret_signs_nothing() {
    let rfc = table!("rfc8037.json");
    let secrets = [
        from_base64url(text(&rfc["jwk"]["x"])).expect("base64url"),
        text(&rfc["jwk"]["x"]).as_bytes().to_vec(),
        rfc["jwk"].to_string().into_bytes(),
    ];
    let key = parse_jwk(&rfc["jwk"]).expect("a key");

    for secret in secrets {
        for alg in ["HS256", "EdDSA"] {
            let input = format!("{}.{}", base64url(format!(r#"{{"alg":"{alg}"}}"#).as_bytes()), base64url(b"{}"));
            let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(&secret).expect("any length");
            mac.update(input.as_bytes());
            let message = format!("{input}.{}", base64url(&mac.finalize().into_bytes()));
            assert!(payload(&message, &key).is_err(), "{message}");
        }
    }
}

#[test]
fn text_that_decodes_alike_but_is_not_canonical_is_refused() {
    let message = seal(&format!(r#"{{"alg":"EdDSA","typ":"{TYP}"}}"#), r#"{"a":"??>>"}"#);
    assert!(read(&message).is_ok());
    let parts: Vec<&str> = message.split('.').collect();

    for index in 0..3 {
        for change in [
            |part: &str| format!("{part}="),
            |part: &str| format!("{part}=="),
            |part: &str| format!("{part}\n"),
            |part: &str| format!(" {part}"),
            |part: &str| format!("{part}A"),
            |part: &str| format!("{part}%3D"),
            |part: &str| part.replacen('A', "A ", 1).replacen('e', "e\r\n", 1),
            |part: &str| part.chars().rev().collect(),
            |part: &str| part.to_uppercase(),
            |part: &str| next_trailing_bits(part),
            |_: &str| String::new(),
        ] {
            let mut changed: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            changed[index] = change(parts[index]);
            let changed = changed.join(".");
            assert!(changed == message || read(&changed).is_err(), "{changed}");
        }
    }
    assert!(read(&message.replace('-', "+").replace('_', "/")).is_err() || !message.contains(['-', '_']));
}

#[test]
fn signatures_of_another_form_than_the_algorithms_are_refused() {
    let rfc = table!("rfc7515.json");
    let case = rfc["cases"].as_array().and_then(|cases| cases.iter().find(|case| case["section"] == "A.3"));
    let case = case.expect("section A.3");
    let key = parse_jwk(&case["jwk"]).expect("a P-256 key");
    let (input, signature) = text(&case["jws"]).rsplit_once('.').expect("three parts");
    let signature = from_base64url(signature).expect("base64url");
    let (r, s) = signature.split_at(32);
    let zero = [0; 32];
    let order: [u8; 32] = data_encoding::HEXLOWER
        .decode(b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        .expect("hexadecimal")
        .try_into()
        .expect("32 bytes");
    let der = [&[0x30, 0x45, 0x02, 0x20], r, &[0x02, 0x21, 0x00], s].concat();
    let forms = [
        der,
        Vec::new(),
        [r, r].concat(),
        [s, r].concat(),
        [&zero, s].concat(),
        [r, &zero].concat(),
        [zero, zero].concat(),
        [r, &order].concat(),
        [&order, s].concat(),
        [order, order].concat(),
        signature[..63].to_vec(),
        [signature.as_slice(), &[0]].concat(),
        [&[0], signature.as_slice()].concat(),
    ];

    for form in forms {
        let message = format!("{input}.{}", base64url(&form));
        assert_eq!(payload(&message, &key), Err(JoseError::BadSignature), "{message}");
    }
}

#[test]
fn messages_and_key_ids_have_a_longest_length() {
    let header = |kid: &str| format!(r#"{{"alg":"EdDSA","typ":"{TYP}","kid":"{kid}"}}"#);
    assert!(Unverified::parse(&seal(&header(&"k".repeat(64)), "{}")).is_ok());
    assert_eq!(Unverified::parse(&seal(&header(&"k".repeat(65)), "{}")), Err(JoseError::Header));

    let long = seal(&header("k"), &format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_JWS)));
    assert_eq!(Unverified::parse(&long), Err(JoseError::TooLong));
}

#[test]
fn keys_that_are_no_point_or_too_much_are_refused() {
    let ed = table!("rfc8037.json")["jwk"]["x"].clone();
    let not_on_curve = json!({"kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"});
    for (jwk, error) in [
        (not_on_curve, JwkError::Point),
        (json!({"kty": "EC", "crv": "P-256", "x": ed}), JwkError::Members),
        (json!({"kty": "OKP", "crv": "P-256", "x": ed}), JwkError::Unsupported),
        (json!({"kty": "EC", "crv": "Ed25519", "x": ed}), JwkError::Unsupported),
        (json!({"kty": "OKP", "crv": "Ed448", "x": ed}), JwkError::Unsupported),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": ed, "kid": "a"}), JwkError::Members),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": ed, "use": "sig"}), JwkError::Members),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": ed, "d": ed}), JwkError::Members),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": ""}), JwkError::Members),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": [1]}), JwkError::Members),
        (json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": ed}]}), JwkError::Members),
        (Value::Null, JwkError::Members),
    ] {
        assert_eq!(parse_jwk(&jwk), Err(error), "{jwk}");
    }
}

#[test]
fn what_is_signed_is_what_is_sent() {
    let input = SigningInput::with_kid(public().algorithm(), TYP, "device-1", &json!({"a": 1}));
    let signature = Signature(signer().sign(&input.bytes()).to_bytes().to_vec());
    let compact = input.compact(&signature);

    assert!(compact.as_bytes().starts_with(&input.bytes()));
    assert_eq!(payload(&compact, &public()), Ok(r#"{"a":1}"#.to_owned()));
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn payload(compact: &str, key: &PublicKey) -> Result<String, JoseError> {
    let payload = Unverified::parse(compact)?.verify(key)?;
    Ok(String::from_utf8(payload).expect("the examples are texts"))
}

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn public() -> PublicKey {
    PublicKey::Ed25519(signer().verifying_key().to_bytes())
}

fn read(compact: &str) -> Result<Value, JoseError> {
    Unverified::parse(compact)?.claims(TYP, &public())
}

fn seal(header: &str, claims: &str) -> String {
    let input = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
    let signature = signer().sign(input.as_bytes()).to_bytes();
    format!("{input}.{}", base64url(&signature))
}

/// The same bytes with another last character, where that character has bits to spare.
fn next_trailing_bits(part: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if part.len().is_multiple_of(4) {
        return format!("{part}.");
    }
    let last = part.chars().last().and_then(|last| ALPHABET.find(last)).expect("base64url");
    let other = ALPHABET.chars().nth(last ^ 1).expect("64 characters");
    let mut changed: String = part.chars().take(part.len() - 1).collect();
    changed.push(other);
    changed
}
