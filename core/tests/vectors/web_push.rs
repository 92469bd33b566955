//! Content of Web Push: as RFC 8291 and another library encrypt it, and every way to bend it.

use countersign_core::model::Secret;
use countersign_core::protocol::jose::from_base64url;
use countersign_core::protocol::url_rules::{UrlError, UrlRules};
use countersign_core::protocol::web_push::{MAX_CONTENT, STORED_BYTES, Subscription, WebPushError};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a server does, as the tests of whole stories have it.
#[path = "../../../tests/src/web_push.rs"]
#[expect(unreachable_pub, reason = "public in the crate that it belongs to")]
mod sender;

macro_rules! table {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../../tests/vectors/", $name))).expect("a table")
    };
}

#[test]
fn the_example_of_rfc_8291_is_decrypted() {
    let rfc = table!("rfc8291.json");

    assert_eq!(decrypt(&rfc, &bytes(&rfc["content"])), Ok(b"When I grow up, I want to be a watermelon".to_vec()));
    assert_eq!(keys(&rfc), json!({"p256dh": rfc["public"], "auth": rfc["auth"]}));
}

#[test]
fn content_of_another_library_is_decrypted() {
    for case in table!("web-push.json")["accepted"].as_array().expect("cases") {
        assert_eq!(decrypt(case, &bytes(&case["content"])), Ok(bytes(&case["plain"])), "{case}");
        assert_eq!(keys(case), json!({"p256dh": case["public"], "auth": case["auth"]}));
    }
}

#[test]
fn more_than_one_record_is_refused() {
    for case in table!("web-push.json")["several_records"].as_array().expect("cases") {
        assert_eq!(decrypt(case, &bytes(&case["content"])), Err(WebPushError::SeveralRecords), "{case}");
    }
}

#[test]
fn a_header_that_cannot_be_is_refused() {
    let rfc = table!("rfc8291.json");
    let content = bytes(&rfc["content"]);
    let bent = |at: usize, with: &[u8]| {
        let mut bent = content.clone();
        bent[at..at + with.len()].copy_from_slice(with);
        decrypt(&rfc, &bent)
    };

    assert_eq!(bent(16, &[0, 0, 0, 0]), Err(WebPushError::RecordSize));
    assert_eq!(bent(16, &[0, 0, 0, 17]), Err(WebPushError::RecordSize));
    assert_eq!(bent(16, &[0, 0, 0, 18]), Err(WebPushError::SeveralRecords));
    assert_eq!(bent(16, &[255; 4]), Ok(bytes(&rfc["plain"])), "the size itself is not authenticated");
    assert_eq!(bent(20, &[0]), Err(WebPushError::SenderKey), "no key");
    assert_eq!(bent(20, &[33]), Err(WebPushError::SenderKey), "a compressed key");
    assert_eq!(bent(20, &[255]), Err(WebPushError::SenderKey));
    assert_eq!(bent(21, &[2]), Err(WebPushError::SenderKey), "compressed, in the length of an uncompressed one");
    assert_eq!(bent(21, &[0; 65]), Err(WebPushError::SenderKey), "the point at infinity");
    assert_eq!(bent(22, &[7; 64]), Err(WebPushError::SenderKey), "not on the curve");
}

#[test]
fn content_that_is_too_short_or_too_long_is_refused() {
    let rfc = table!("rfc8291.json");
    let content = bytes(&rfc["content"]);

    for end in (0..=20).chain([50, 85, 86, 102]) {
        assert_eq!(decrypt(&rfc, &content[..end]), Err(WebPushError::Truncated), "{end}");
    }
    let long = [content, vec![0; MAX_CONTENT]].concat();
    assert_eq!(decrypt(&rfc, &long[..=MAX_CONTENT]), Err(WebPushError::TooLong));
    assert_eq!(decrypt(&rfc, &long[..MAX_CONTENT]), Err(WebPushError::Undecryptable));
}

#[test]
fn content_for_another_key_or_secret_is_refused() {
    let rfc = table!("rfc8291.json");
    let (content, other) = (bytes(&rfc["content"]), &table!("web-push.json")["accepted"][0]);

    for member in ["private", "auth"] {
        let mut mixed = rfc.clone();
        mixed[member] = other[member].clone();
        assert_eq!(decrypt(&mixed, &content), Err(WebPushError::Undecryptable), "{member}");
    }
}

#[test]
fn wrong_padding_is_refused() {
    let phone = table!("rfc8291.json");

    for (padded, expected) in [
        (b"hint\x02\0\0".as_slice(), Ok(b"hint".to_vec())),
        (b"\x02", Ok(vec![])),
        (b"\x02\x02", Ok(vec![2])),
        (b"", Err(WebPushError::Truncated)),
        (b"\0\0\0", Err(WebPushError::Padding)),
        (b"hint", Err(WebPushError::Padding)),
        (b"hint\x03\0", Err(WebPushError::Padding)),
        (b"hint\x01", Err(WebPushError::SeveralRecords)),
    ] {
        assert_eq!(decrypt(&phone, &encrypt(&phone, padded)), expected, "{padded:?}");
    }
}

#[test]
fn what_is_stored_is_a_key_and_a_secret() {
    for stored in [vec![], vec![7; STORED_BYTES - 1], vec![7; STORED_BYTES + 1], vec![0; STORED_BYTES]] {
        assert!(Subscription::from_stored(&Secret::new(stored)).is_none());
    }
    let above_the_order = Secret::new(vec![255; STORED_BYTES]);
    assert!(Subscription::from_stored(&above_the_order).is_none());
}

#[test]
fn servers_are_told_exactly_endpoint_and_keys() {
    let rfc = table!("rfc8291.json");
    let endpoint = "https://push.example/up?x=1&y='";

    let target = subscription(&rfc).target(endpoint, UrlRules::default()).expect("a usable endpoint");

    assert_eq!(target.provider, "webpush");
    let token: Value = serde_json::from_str(&target.token).expect("JSON");
    let keys = json!({"p256dh": rfc["public"], "auth": rfc["auth"]});
    assert_eq!(token, json!({"endpoint": "https://push.example/up?x=1&y=%27", "keys": keys}));
    let refused = subscription(&rfc).target("http://push.example/", UrlRules::default());
    assert_eq!(refused, Err(WebPushError::Endpoint(UrlError::NotHttps)));
    assert_eq!(format!("{:?}", subscription(&rfc)), "Subscription(redacted)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_a_server_encrypts_comes_out(plain in prop::collection::vec(any::<u8>(), 0..3_000), padding in 0_usize..900) {
        let phone = table!("rfc8291.json");
        let padded = [plain.as_slice(), &[2], &vec![0; padding]].concat();

        prop_assert_eq!(decrypt(&phone, &encrypt(&phone, &padded)), Ok(plain));
    }

    #[test]
    fn any_flipped_bit_is_noticed(at: prop::sample::Index, bit in 0_u8..8) {
        let rfc = table!("rfc8291.json");
        let mut content = bytes(&rfc["content"]);
        let place = at.index(content.len());
        // The record size is only a limit.
        prop_assume!(!(16..20).contains(&place));

        content[place] ^= 1 << bit;

        prop_assert!(decrypt(&rfc, &content).is_err());
    }

    #[test]
    fn other_bytes_never_come_out(content in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(decrypt(&table!("rfc8291.json"), &content).is_err());
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    from_base64url(value.as_str().expect("text")).expect("base64url")
}

fn subscription(case: &Value) -> Subscription {
    let stored = Secret::new([bytes(&case["private"]), bytes(&case["auth"])].concat());
    Subscription::from_stored(&stored).expect("a key and a secret")
}

fn decrypt(case: &Value, content: &[u8]) -> Result<Vec<u8>, WebPushError> {
    subscription(case).decrypt(content).map(|plain| plain.to_vec())
}

/// What servers are told of the keys.
fn keys(case: &Value) -> Value {
    let target = subscription(case).target("https://push.example/", UrlRules::default()).expect("a usable endpoint");
    serde_json::from_str::<Value>(&target.token).expect("JSON")["keys"].clone()
}

fn encrypt(phone: &Value, padded: &[u8]) -> Vec<u8> {
    sender::encrypt(&bytes(&phone["public"]), &bytes(&phone["auth"]), padded)
}
