//! Reading the enrollment code: an `otpauth` URI that names an enrollment ticket, or the bare ticket of a server that is known.

use super::base_url;
use super::state::OfferData;
use crate::dialect::types::Ticket;
use crate::dialect::{Code, Offer, OfferError};
use crate::protocol::percent;
use crate::protocol::text::display_text;
use crate::protocol::url_rules::UrlRules;

const MAX_OFFER: usize = 2_048;
const MAX_TICKET: usize = 256;
const PREFIX: &str = "otpauth://totp/";
/// What tells an enrollment code from a one-time-code URI.
const TICKET: &str = "enrollment_tx_id";

pub(super) fn recognize(code: &Code<'_>, rules: UrlRules) -> Option<Result<Offer, OfferError>> {
    let text = code.text.trim();
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    match (scheme, code.server) {
        (Some(scheme), _) if scheme.eq_ignore_ascii_case("otpauth") => {
            let has_ticket = text.split(['?', '&']).any(|pair| pair.split('=').next() == Some(TICKET));
            has_ticket.then(|| read(text, code.server, rules))
        }
        (None, Some(server)) if is_ticket(text) => Some(offer(text, server, Label::default(), rules)),
        (Some(_) | None, _) => None,
    }
}

fn read(text: &str, server: Option<&str>, rules: UrlRules) -> Result<Offer, OfferError> {
    if text.chars().count() > MAX_OFFER {
        return Err(OfferError::Malformed);
    }
    let is_totp = text.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
    let rest = text.get(PREFIX.len()..).filter(|_| is_totp).ok_or(OfferError::Malformed)?;
    let (label, query) = rest.split_once('?').ok_or(OfferError::Malformed)?;
    let parameters = Parameters::read(query)?;
    let ticket = parameters.ticket.filter(|ticket| is_ticket(ticket)).ok_or(OfferError::Invalid("ticket"))?;
    let server = server.or(parameters.base_url.as_deref()).ok_or(OfferError::Missing("server address"))?;
    offer(&ticket, server, Label::read(label, parameters.issuer)?, rules)
}

fn offer(ticket: &str, server: &str, label: Label, rules: UrlRules) -> Result<Offer, OfferError> {
    let base = base_url::device_api(server, rules)?;
    let data = OfferData {
        base: base.as_str().to_owned(),
        ticket: ticket.to_owned(),
        issuer_name: label.issuer.unwrap_or_else(|| base.display_host()),
        account_name: label.account,
    };
    Ok(Offer {
        dialect: super::ID.parse().expect("a constant id"),
        issuer: base.as_str().to_owned(),
        issuer_host: base.display_host(),
        ticket: Ticket(ticket.to_owned()),
        state: data.save(),
        part: None,
    })
}

/// A ticket goes into a quoted header value, so only characters that mean nothing there are let in.
fn is_ticket(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=".contains(&byte);
    (8..=MAX_TICKET).contains(&text.len()) && text.bytes().all(is_plain)
}

/// The names in the path of the URI, as far as they are there.
#[derive(Default)]
struct Label {
    issuer: Option<String>,
    account: String,
}

impl Label {
    /// `issuer:account`, or the issuer alone. The parameter wins over the path.
    fn read(label: &str, issuer: Option<String>) -> Result<Self, OfferError> {
        let label = percent::decode(label).ok_or(OfferError::Malformed)?;
        let (before, account) = label.split_once(':').unwrap_or((&label, ""));
        let issuer = issuer.filter(|issuer| !issuer.is_empty()).unwrap_or_else(|| before.to_owned());
        let issuer = display_text(&issuer, 64).map_err(|_| OfferError::Invalid("issuer name"))?;
        let account = display_text(account, 128).map_err(|_| OfferError::Invalid("account name"))?;
        Ok(Self { issuer: (!issuer.is_empty()).then_some(issuer), account })
    }
}

/// What is used of the query, in any order; everything else is skipped.
#[derive(Default)]
struct Parameters {
    ticket: Option<String>,
    base_url: Option<String>,
    issuer: Option<String>,
}

impl Parameters {
    /// Splits first and decodes afterwards, so that an encoded `&` stays part of its value.
    fn read(query: &str) -> Result<Self, OfferError> {
        let mut parameters = Self::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let slot = match name {
                TICKET => &mut parameters.ticket,
                "base_url" => &mut parameters.base_url,
                "issuer" => &mut parameters.issuer,
                _ => continue,
            };
            if slot.replace(percent::decode(value).ok_or(OfferError::Malformed)?).is_some() {
                return Err(OfferError::Unexpected);
            }
        }
        Ok(parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::url_rules::UrlError;

    /// As auth0-guardian-js 1.4.1 makes it.
    const WIDGET: &str = "otpauth://totp/Acme%20%26%20Co:alice%2Bx%40example.com?secret=PF2WOZDFNJQXGZDI\
        &enrollment_tx_id=Fe26xEnrollTx0123456789&issuer=Acme%20%26%20Co&id=dev_1234567890&base_url=https%3A%2F%2F\
        samples.guardian.eu.auth0.com&algorithm=sha1&digits=6&counter=0&period=30";
    /// As the MFA API has it in `barcode_uri`.
    const SHORT: &str =
        "otpauth://totp/samples:alice?enrollment_tx_id=TX_0123456789&base_url=https%3A%2F%2Flogin.example.com";

    fn recognized(text: &str, server: Option<&str>) -> Option<Result<Offer, OfferError>> {
        recognize(&Code { text, server }, UrlRules::default())
    }

    fn read(text: &str) -> (Offer, OfferData) {
        let offer = recognized(text, None).expect("ours").expect("usable");
        let data = OfferData::load(&offer.state).expect("state");
        (offer, data)
    }

    #[test]
    fn the_code_of_the_browser_widget_is_read() {
        let (offer, data) = read(WIDGET);

        assert_eq!(offer.issuer, "https://samples.guardian.eu.auth0.com");
        assert_eq!(offer.issuer_host, "samples.guardian.eu.auth0.com");
        assert_eq!((data.issuer_name.as_str(), data.account_name.as_str()), ("Acme & Co", "alice+x@example.com"));
        assert_eq!(data.ticket, "Fe26xEnrollTx0123456789");
        assert!(!format!("{offer:?}").contains("Fe26x"), "the ticket is not printed");
    }

    #[test]
    fn the_short_code_of_the_mfa_api_is_read() {
        let (offer, data) = read(SHORT);

        assert_eq!(offer.issuer, "https://login.example.com/appliance-mfa");
        assert_eq!((data.issuer_name.as_str(), data.account_name.as_str()), ("samples", "alice"));
    }

    #[test]
    fn order_case_of_the_scheme_and_more_parameters_do_not_matter() {
        let text = "OTPAUTH://TOTP/?new=1&base_url=https%3A%2F%2Fa.auth0.com&flag&enrollment_tx_id=TX_0123456789";
        let (offer, data) = read(text);

        assert_eq!(offer.issuer, "https://a.auth0.com/appliance-mfa");
        assert_eq!((data.issuer_name.as_str(), data.account_name.as_str()), ("a.auth0.com", ""));
    }

    #[test]
    fn a_bare_ticket_needs_a_server() {
        assert!(recognized("TX_0123456789", None).is_none());

        let offer = recognized("TX_0123456789", Some("samples.auth0.com")).expect("ours").expect("usable");

        assert_eq!(offer.issuer, "https://samples.auth0.com/appliance-mfa");
    }

    #[test]
    fn the_server_that_the_app_names_wins_over_the_one_in_the_code() {
        let offer = recognized(SHORT, Some("samples.us.auth0.com")).expect("ours").expect("usable");

        assert_eq!(offer.issuer, "https://samples.us.auth0.com/appliance-mfa");
    }

    #[test]
    fn one_time_code_uris_are_left_to_others() {
        for text in ["otpauth://totp/a?secret=AAAA", "otpauth://hotp/a?secret=AAAA&counter=0", "https://x.example", ""]
        {
            assert!(recognized(text, None).is_none(), "{text:?}");
        }
        for text in ["two words", "short", "quo\"te0123", "countersign://enroll?v=1"] {
            assert!(recognized(text, Some("samples.auth0.com")).is_none(), "{text:?}");
        }
    }

    #[test]
    fn unusable_codes_are_refused_with_the_reason() {
        let with = |change: &str| format!("otpauth://totp/a:b?{change}");
        for (text, error) in [
            (with("enrollment_tx_id=TX_0123456789"), OfferError::Missing("server address")),
            (with("enrollment_tx_id=&base_url=https%3A%2F%2Fa.auth0.com"), OfferError::Invalid("ticket")),
            (with("enrollment_tx_id=a%22b0123456&base_url=https%3A%2F%2Fa.auth0.com"), OfferError::Invalid("ticket")),
            (with("enrollment_tx_id=TX_0123456789&enrollment_tx_id=TX_0123456789"), OfferError::Unexpected),
            (with("enrollment_tx_id=TX_0123456789&base_url=%zz"), OfferError::Malformed),
            (
                with("enrollment_tx_id=TX_0123456789&base_url=http%3A%2F%2Fa.auth0.com"),
                OfferError::Issuer(UrlError::NotHttps),
            ),
            (
                with("enrollment_tx_id=TX_0123456789&base_url=https%3A%2F%2F127.0.0.1%3A8080"),
                OfferError::Issuer(UrlError::Loopback),
            ),
            (with(&format!("enrollment_tx_id={}", "A".repeat(3_000))), OfferError::Malformed),
            ("otpauth://hotp/a?enrollment_tx_id=TX_0123456789".to_owned(), OfferError::Malformed),
            (
                format!(
                    "otpauth://totp/{}?enrollment_tx_id=TX_0123456789&base_url=https%3A%2F%2Fa.auth0.com",
                    "a".repeat(65)
                ),
                OfferError::Invalid("issuer name"),
            ),
        ] {
            assert_eq!(recognized(&text, None), Some(Err(error)), "{text}");
        }
    }
}
