//! Ed25519 as RFC 8032 has it.

use countersign_core::model::{PublicKey, Signature};
use countersign_core::protocol::jose::verify_signature;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    secret_key: String,
    public_key: String,
    message: String,
    signature: String,
}

#[test]
fn keys_and_signatures_are_those_of_the_standard() {
    for case in cases() {
        let key = SigningKey::from_bytes(&bytes_32(&case.secret_key));

        assert_eq!(key.verifying_key().as_bytes(), &bytes_32(&case.public_key), "{}", case.name);
        assert_eq!(key.sign(&bytes(&case.message)).to_bytes()[..], bytes(&case.signature), "{}", case.name);
    }
}

#[test]
fn signatures_of_the_standard_are_accepted_and_changed_ones_refused() {
    for case in cases() {
        let key = PublicKey::Ed25519(bytes_32(&case.public_key));
        let (message, signature) = (bytes(&case.message), bytes(&case.signature));
        let is_accepted = |message: &[u8], signature: Vec<u8>| verify_signature(&key, message, &Signature(signature));

        assert!(is_accepted(&message, signature.clone()), "{}", case.name);
        assert!(!is_accepted(&[message.as_slice(), b"x"].concat(), signature.clone()), "{}", case.name);
        for index in 0..signature.len() {
            let mut changed = signature.clone();
            changed[index] ^= 1;
            assert!(!is_accepted(&message, changed), "{} byte {index}", case.name);
        }
        assert!(!is_accepted(&message, signature[..63].to_vec()), "{}", case.name);
        assert!(!is_accepted(&message, [signature.as_slice(), &[0]].concat()), "{}", case.name);
    }
}

#[test]
fn keys_and_commitments_of_small_order_are_refused() {
    // With S = 0 a lax verifier accepts one in eight messages for any of these pairs.
    for key in SMALL_ORDER {
        for commitment in SMALL_ORDER {
            let signature = Signature([bytes(commitment), vec![0; 32]].concat());
            for message in 0..16_u8 {
                let is_accepted = verify_signature(&PublicKey::Ed25519(bytes_32(key)), &[message], &signature);
                assert!(!is_accepted, "{key} {commitment} {message}");
            }
        }
    }
}

/// The points of order 1, 2, 4 and 8 in their canonical and their other encodings.
const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn cases() -> Vec<Case> {
    let table: Table =
        serde_json::from_str(include_str!("../../../tests/vectors/rfc8032.json")).expect("the table has this form");
    assert_eq!(table.cases.len(), 5);
    table.cases
}

fn bytes(hex: &str) -> Vec<u8> {
    HEXLOWER.decode(hex.as_bytes()).expect("lower-case hexadecimal")
}

fn bytes_32(hex: &str) -> [u8; 32] {
    bytes(hex).try_into().expect("32 bytes")
}
