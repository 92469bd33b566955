//! `otpauth` URIs: the form in which nearly every server hands out a one-time-code secret.
//!
//! `otpauth://totp/Issuer:account?secret=...&issuer=...&algorithm=...&digits=...&period=...`, or `hotp` with `counter`.
//! There is no standard, only the custom that authenticator apps share. What is ambiguous is refused, what apps
//! commonly add is ignored.

use zeroize::Zeroizing;

use super::{OtpAccount, OtpAlgorithm, OtpKind, OtpParameters, OtpSecret, OtpUriError};
use crate::protocol::percent;

impl OtpAccount {
    /// Whether `text` is an `otpauth` URI at all, readable or not.
    pub fn is_uri(text: &str) -> bool {
        after_prefix(text, PREFIX).is_some()
    }

    /// Reads an `otpauth` URI of at most 4,096 bytes, with or without white space around it.
    ///
    /// # Errors
    /// See [`OtpUriError`].
    pub fn from_uri(text: &str) -> Result<Self, OtpUriError> {
        if text.len() > MAX_URI {
            return Err(OtpUriError::TooLong);
        }
        let rest = after_prefix(text, PREFIX).ok_or(OtpUriError::Malformed)?;
        let rest = rest.split_once('#').map_or(rest, |(rest, _fragment)| rest);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, label) = path.split_once('/').unwrap_or((path, ""));
        let is_kind = |name: &str| kind.eq_ignore_ascii_case(name);
        if is_kind("steam") {
            return Err(OtpUriError::NotDigits);
        }
        let is_counter = is_kind("hotp");
        if !is_counter && !is_kind("totp") {
            return Err(OtpUriError::Kind);
        }
        let values = Values::read(query)?;
        let label = percent::decode(label).ok_or(OtpUriError::Malformed)?;
        let secret = values.secret.as_ref().ok_or(OtpUriError::Missing("secret"))?;
        let secret = OtpSecret::from_base32(secret, values.parameters(is_counter)?)?;
        Self::new(&label, values.issuer.as_ref().map_or("", |issuer| issuer.as_str()), secret)
    }
}

/// What follows `prefix` in `text`, in whatever case it is written.
pub(super) fn after_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let text = text.trim_start();
    let is_there = text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if is_there { text.get(prefix.len()..).map(str::trim_end) } else { None }
}

/// The parameters that mean something, decoded. Parameters of other names are ignored.
#[derive(Default)]
struct Values {
    secret: Value,
    issuer: Value,
    algorithm: Value,
    digits: Value,
    period: Value,
    counter: Value,
    encoder: Value,
}

type Value = Option<Zeroizing<String>>;

impl Values {
    /// Splits first and decodes afterwards, so that an encoded `&` stays part of its value.
    fn read(query: &str) -> Result<Self, OtpUriError> {
        let mut values = Self::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (slot, known) = match name {
                "secret" => (&mut values.secret, "secret"),
                "issuer" => (&mut values.issuer, "issuer"),
                "algorithm" => (&mut values.algorithm, "algorithm"),
                "digits" => (&mut values.digits, "number of digits"),
                "period" => (&mut values.period, "period"),
                "counter" => (&mut values.counter, "counter"),
                "encoder" => (&mut values.encoder, "encoder"),
                _ => continue,
            };
            if slot.replace(decode(value)?).is_some() {
                return Err(OtpUriError::Repeated(known));
            }
        }
        Ok(values)
    }

    /// A period says nothing about counter-based codes, nor a counter about time-based ones: each is then ignored.
    fn parameters(&self, is_counter: bool) -> Result<OtpParameters, OtpUriError> {
        if self.encoder.is_some() {
            return Err(OtpUriError::NotDigits);
        }
        let algorithm = self.algorithm.as_ref().map_or(Ok(OtpAlgorithm::Sha1), |name| algorithm(name))?;
        let digits = number(&self.digits, 6, "number of digits")?;
        let kind = if is_counter {
            OtpKind::Counter { initial: number(&self.counter, 0, "counter")? }
        } else {
            OtpKind::Time { period: number(&self.period, 30, "period")? }
        };
        Ok(OtpParameters::of_kind(kind, algorithm, digits)?)
    }
}

/// As browsers write forms: many servers make the query that way, with a plus sign for a space.
fn decode(value: &str) -> Result<Zeroizing<String>, OtpUriError> {
    let spaced = Zeroizing::new(value.replace('+', " "));
    percent::decode(&spaced).map(Zeroizing::new).ok_or(OtpUriError::Malformed)
}

fn algorithm(name: &str) -> Result<OtpAlgorithm, OtpUriError> {
    match name.to_ascii_uppercase().as_str() {
        "SHA1" => Ok(OtpAlgorithm::Sha1),
        "SHA256" => Ok(OtpAlgorithm::Sha256),
        "SHA512" => Ok(OtpAlgorithm::Sha512),
        _ => Err(OtpUriError::Algorithm),
    }
}

fn number<T: std::str::FromStr>(value: &Value, default: T, name: &'static str) -> Result<T, OtpUriError> {
    value.as_ref().map_or(Ok(default), |text| text.parse().map_err(|_| OtpUriError::Invalid(name)))
}

const PREFIX: &str = "otpauth://";
/// The longest names take 3,100 bytes when every character is encoded.
const MAX_URI: usize = 4_096;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::UnixTime;
    use crate::otp::{OtpError, vectors};

    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn refusal(text: &str) -> OtpUriError {
        OtpAccount::from_uri(text).expect_err(text)
    }

    fn kind(text: &str) -> OtpKind {
        OtpAccount::from_uri(text).expect(text).secret.parameters().kind()
    }

    #[test]
    fn codes_made_by_another_library_are_read_and_give_its_codes() {
        let vectors = vectors::load();
        let cases = vectors["uris"].as_array().unwrap();

        assert_eq!(cases.len(), 35);
        for case in cases {
            let account = OtpAccount::from_uri(case["uri"].as_str().unwrap()).unwrap();
            vectors::check(&account, case);
        }
    }

    #[test]
    fn what_is_not_said_is_what_most_servers_mean() {
        let account = OtpAccount::from_uri(&format!("otpauth://totp/ann?secret={SECRET}")).unwrap();
        assert_eq!(account.secret.parameters(), OtpParameters::default());
        assert_eq!(kind(&format!("otpauth://hotp/ann?secret={SECRET}")), OtpKind::Counter { initial: 0 });
    }

    #[test]
    fn order_case_and_additions_make_no_difference() {
        for text in [
            format!("otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme&algorithm=SHA256&digits=8&period=45"),
            format!("  OTPAUTH://TOTP/Acme:ann?period=45&digits=8&algorithm=sha256&secret={SECRET}&issuer=Acme\n"),
            format!(
                "otpauth://Totp/Acme%3a%20ann?&x=1&image=http%3A%2F%2Fa%2Fb&period=45&digits=8&y\
                     &algorithm=Sha256&counter=no&secret={}&issuer=Ac%6de&#part",
                SECRET.to_ascii_lowercase()
            ),
        ] {
            let account = OtpAccount::from_uri(&text).expect(&text);
            assert_eq!((account.issuer_name.as_str(), account.account_name.as_str()), ("Acme", "ann"), "{text}");
            assert_eq!(account.secret.parameters(), OtpParameters::new(OtpAlgorithm::Sha256, 8, 45).unwrap(), "{text}");
            assert_eq!(account.secret.key().expose(), b"12345678901234567890", "{text}");
        }
    }

    #[test]
    fn secrets_are_read_as_people_group_them() {
        for secret in ["gezd+gnbv%20gy3t-qojq", "GEZDGNBVGY3TQOJQ%3D%3D", "GEZDGNBVGY3TQOJQ=="] {
            let account = OtpAccount::from_uri(&format!("otpauth://totp/ann?secret={secret}")).expect(secret);
            assert_eq!(account.secret.key().expose(), b"1234567890", "{secret}");
        }
    }

    #[test]
    fn other_texts_are_no_uris_of_this_kind() {
        for text in ["", "otpauth:totp/x", "otpauth-migration://offline?data=", "https://a.example", "otpauth:/é/"] {
            assert!(!OtpAccount::is_uri(text), "{text}");
            assert_eq!(refusal(text), OtpUriError::Malformed);
        }
        assert!(OtpAccount::is_uri(" OtpAuth://"));
    }

    #[test]
    fn every_defect_has_its_own_error() {
        let time = format!("otpauth://totp/ann?secret={SECRET}");
        let counter = format!("otpauth://hotp/ann?secret={SECRET}");
        for (text, error) in [
            ("otpauth://totp/ann".to_owned(), OtpUriError::Missing("secret")),
            ("otpauth://totp/ann?issuer=Acme".to_owned(), OtpUriError::Missing("secret")),
            (format!("otpauth://totp/?secret={SECRET}"), OtpUriError::Missing("account name")),
            (format!("otpauth://totp?secret={SECRET}"), OtpUriError::Missing("account name")),
            (format!("otpauth://otp/ann?secret={SECRET}"), OtpUriError::Kind),
            (format!("otpauth:///ann?secret={SECRET}"), OtpUriError::Kind),
            (format!("otpauth://steam/ann?secret={SECRET}"), OtpUriError::NotDigits),
            (format!("{time}&encoder=steam"), OtpUriError::NotDigits),
            (format!("{time}&digits=5"), OtpUriError::Otp(OtpError::Digits { digits: 5 })),
            (format!("{time}&digits=9"), OtpUriError::Otp(OtpError::Digits { digits: 9 })),
            (format!("{time}&digits=six"), OtpUriError::Invalid("number of digits")),
            (format!("{time}&digits="), OtpUriError::Invalid("number of digits")),
            (format!("{time}&digits=256"), OtpUriError::Invalid("number of digits")),
            (format!("{time}&period=0"), OtpUriError::Otp(OtpError::Period { seconds: 0 })),
            (format!("{time}&period=86401"), OtpUriError::Otp(OtpError::Period { seconds: 86_401 })),
            (format!("{time}&period=-30"), OtpUriError::Invalid("period")),
            (format!("{time}&period=30.0"), OtpUriError::Invalid("period")),
            (format!("{time}&algorithm=md5"), OtpUriError::Algorithm),
            (format!("{time}&algorithm="), OtpUriError::Algorithm),
            (format!("{counter}&counter=18446744073709551616"), OtpUriError::Invalid("counter")),
            (format!("{counter}&counter=-1"), OtpUriError::Invalid("counter")),
            (format!("{time}&secret={SECRET}"), OtpUriError::Repeated("secret")),
            (format!("{time}&issuer=a&issuer=a"), OtpUriError::Repeated("issuer")),
            (format!("{time}&counter=1&counter=1"), OtpUriError::Repeated("counter")),
            (format!("{time}&issuer=%"), OtpUriError::Malformed),
            (format!("{time}&issuer=%ff"), OtpUriError::Malformed),
            (format!("otpauth://totp/%zz?secret={SECRET}"), OtpUriError::Malformed),
            ("otpauth://totp/ann?secret=".to_owned(), OtpUriError::Otp(OtpError::SecretLength { bytes: 0 })),
            ("otpauth://totp/ann?secret=12345678".to_owned(), OtpUriError::Otp(OtpError::NotBase32)),
            (format!("{time}&issuer={}", "x".repeat(4_096)), OtpUriError::TooLong),
        ] {
            let error_text = refusal(&text).to_string();
            assert_eq!(refusal(&text), error, "{text}");
            assert!(!error_text.contains(SECRET) && !error_text.contains("12345678"), "{error_text}");
        }
    }

    #[test]
    fn debug_shows_neither_secret_nor_names() {
        let account = OtpAccount::from_uri(&format!("otpauth://totp/Kanarie:vogel?secret={SECRET}")).unwrap();

        let shown = format!("{account:?}");

        assert!(!["Kanarie", "vogel", "GEZD", "1234", "49, 50"].iter().any(|part| shown.contains(part)), "{shown}");
    }

    proptest! {
        #[test]
        fn whatever_is_encoded_is_read_back(
            issuer in "[^\\p{C}\\p{Z}:]{1,20}", account in "[^\\p{C}\\p{Z}]{1,20}",
            key in proptest::collection::vec(any::<u8>(), 1..=128), digits in 6u8..=8, counter: u64,
        ) {
            let encode = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            let secret = data_encoding::BASE32_NOPAD.encode(&key);
            let label = format!("{}:{}", encode(&issuer), encode(&account));
            let query = format!("digits={digits}&counter={counter}&secret={secret}");
            let hotp = OtpAccount::from_uri(&format!("otpauth://hotp/{label}?{query}"));
            let totp = OtpAccount::from_uri(&format!("otpauth://totp/{label}?{query}"));
            // Texts of which nothing can be shown, or that change when they are made safe, are not the matter here.
            prop_assume!(crate::protocol::text::display_text(&issuer, 128).as_deref() == Ok(issuer.as_str()));
            prop_assume!(crate::protocol::text::display_text(&account, 128).as_deref() == Ok(account.as_str()));

            let (hotp, totp) = (hotp.unwrap(), totp.unwrap());

            prop_assert_eq!((&hotp.issuer_name, &hotp.account_name), (&issuer, &account));
            prop_assert_eq!(hotp.secret.parameters().kind(), OtpKind::Counter { initial: counter });
            prop_assert_eq!(totp.secret.parameters().digits(), digits);
            prop_assert_eq!(totp.secret.key().expose(), key);
            prop_assert_eq!(
                totp.secret.code_at(UnixTime::from_seconds(59), 0).digits().len(),
                usize::from(digits)
            );
        }

        #[test]
        fn no_text_breaks_the_reader(text in "(?i)otpauth://(totp|hotp)?/?.{0,60}\\?(secret=[A-Z2-7=%+ -]{0,9}&?)?.{0,60}") {
            let _ = OtpAccount::from_uri(&text);
        }
    }
}
