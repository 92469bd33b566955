//! Subscriptions of the Push API, as devices register them.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::rand::SystemRandom;
use url::Url;

use super::public_hosts::{Reach, reach_of};
use crate::json::{Malformed, parse_object};

/// Where a device's pushes go, and the key that only it can read them with. The key is a point of P-256.
#[derive(Clone)]
pub(crate) struct Subscription {
    pub(super) endpoint: Url,
    pub(super) key: [u8; 65],
    pub(super) secret: [u8; 16],
}

impl Subscription {
    /// Reads a subscription with exactly the members of section 8. The endpoint is an `https` URL of a public host; on
    /// this computer, where tests have their endpoints, it may also be `http`.
    pub(crate) fn parse(token: &str) -> Result<Self, Malformed> {
        let members = parse_object(token.as_bytes())?;
        let keys = members.object("keys")?;
        if members.0.len() != 2 || keys.0.len() != 2 {
            return Err(Malformed);
        }
        let endpoint = endpoint_of(members.text("endpoint")?)?;
        let key = bytes(keys.text("p256dh")?)?;
        if !is_point(&key) {
            return Err(Malformed);
        }
        Ok(Self { endpoint, key, secret: bytes(keys.text("auth")?)? })
    }
}

/// The endpoint alone lets everybody send, and the secret reads what is sent.
impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subscription").finish_non_exhaustive()
    }
}

fn endpoint_of(text: &str) -> Result<Url, Malformed> {
    if text.len() > MAX_URL || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Malformed);
    }
    let url = Url::parse(text).map_err(|_| Malformed)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_allowed = match reach_of(&url) {
        Reach::Public => url.scheme() == "https",
        Reach::ThisComputer => matches!(url.scheme(), "https" | "http"),
        Reach::Private => false,
    };
    if is_plain && is_allowed { Ok(url) } else { Err(Malformed) }
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Malformed> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Malformed)?;
    bytes.try_into().map_err(|_| Malformed)
}

/// Whether a key can be agreed with: the library looks at the point only when it uses it.
fn is_point(key: &[u8; 65]) -> bool {
    let probe = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new());
    let probe = probe.expect("the operating system provides randomness");
    agree_ephemeral(probe, &UnparsedPublicKey::new(&ECDH_P256, key), |_| ()).is_ok()
}

/// Limit of section 8, in characters; all of them are ASCII.
const MAX_URL: usize = 2_048;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The receiver of RFC 8291, appendix A.
    const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn with_endpoint(endpoint: &str) -> Value {
        json!({"endpoint": endpoint, "keys": {"p256dh": KEY, "auth": SECRET}})
    }

    fn with_keys(keys: Value) -> Value {
        json!({"endpoint": "https://push.example.com/a", "keys": keys})
    }

    #[test]
    fn endpoints_on_public_hosts_and_on_this_computer_are_taken() {
        let long = format!("https://push.example.com/{}", "a".repeat(2_048 - 25));
        for endpoint in [
            "https://push.example.com/wpush/v2/abc?x=1",
            "https://push.example.com:8443/",
            "https://9.9.9.9/",
            "https://[2620:fe::fe]/",
            "https://127.0.0.1:8443/",
            "http://127.0.0.1:8080/a",
            "http://localhost:8080/a",
            "http://[::1]:8080/a",
            long.as_str(),
        ] {
            assert!(Subscription::parse(&with_endpoint(endpoint).to_string()).is_ok(), "{endpoint}");
        }
    }

    #[test]
    fn endpoints_elsewhere_are_refused() {
        let long = format!("https://push.example.com/{}", "a".repeat(2_049 - 25));
        for endpoint in [
            "",
            "push.example.com",
            "http://push.example.com/",
            "ftp://127.0.0.1/",
            "https://user@push.example.com/",
            "https://:secret@push.example.com/",
            "https://push.example.com/#a",
            " https://push.example.com/",
            "https://push.example.com/\n",
            "https://intranet/",
            "https://printer.local/",
            "https://metadata.internal/",
            "https://10.0.0.1/",
            "https://169.254.169.254/",
            "https://0x0a000001/",
            "https://[fd00::1]/",
            "https://[::ffff:192.168.0.1]/",
            "https://p\u{fc}sh.example.com/",
            long.as_str(),
        ] {
            assert!(Subscription::parse(&with_endpoint(endpoint).to_string()).is_err(), "{endpoint}");
        }
    }

    #[test]
    fn anything_but_exactly_the_members_is_refused() {
        let key = |point: &[u8]| with_keys(json!({"p256dh": BASE64URL_NOPAD.encode(point), "auth": SECRET}));
        let mut point = BASE64URL_NOPAD.decode(KEY.as_bytes()).unwrap();
        point[64] ^= 1;
        let good = with_endpoint("https://push.example.com/a");
        let mut extra = good.clone();
        extra["expirationTime"] = Value::Null;

        for bad in [
            json!(null),
            json!([]),
            json!("token"),
            json!({"keys": good["keys"]}),
            json!({"endpoint": good["endpoint"]}),
            json!({"endpoint": 1, "keys": good["keys"]}),
            extra,
            with_keys(json!([KEY, SECRET])),
            with_keys(json!({"p256dh": KEY})),
            with_keys(json!({"auth": SECRET})),
            with_keys(json!({"p256dh": KEY, "auth": SECRET, "more": ""})),
            with_keys(json!({"p256dh": KEY, "auth": format!("{SECRET}==")})),
            with_keys(json!({"p256dh": KEY, "auth": "BTBZMqHH6r4Tts7J_aSI"})),
            with_keys(json!({"p256dh": SECRET, "auth": SECRET})),
            key(&point),
            key(&[4; 65]),
            key(&[0; 65]),
        ] {
            assert!(Subscription::parse(&bad.to_string()).is_err(), "{bad}");
        }
        let twice = good.to_string().replacen('{', r#"{"endpoint":"https://push.example.com/a","#, 1);
        assert!(Subscription::parse(&twice).is_err());
        assert!(Subscription::parse(&good.to_string()).is_ok());
    }

    #[test]
    fn debug_output_tells_nothing() {
        let subscription = Subscription::parse(&with_endpoint("https://push.example.com/a").to_string()).unwrap();

        assert_eq!(format!("{subscription:?}"), "Subscription { .. }");
    }
}
