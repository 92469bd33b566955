//! Offers, previews and enrollments (sections 2 and 3).

use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::device_keys::{ApprovalKey, approval_of};
use super::model::{Bound, Device, NoticeKind, Push, Ticket, User};
use super::refusal::{Refusal, Reply, WorldError};
use super::state::{Moment, Row, State};
use crate::gateway::{Subscription, WEB_PUSH};
use crate::jose::{Kind, Message, MessageError, PublicKey, sha256};
use crate::json::{Malformed, Members, is_display};

/// What a phone scans, before it is drawn.
pub(super) struct OfferLink {
    pub(super) id: String,
    pub(super) uri: String,
    pub(super) expires_at: u64,
}

/// How the enrollment page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnrollmentState {
    Waiting { seconds_left: u64 },
    Enrolled { device: String },
    Expired,
}

impl State {
    pub(super) fn offer(&mut self, user: &str, moment: &mut Moment<'_>) -> Result<OfferLink, WorldError> {
        self.known(user)?;
        let ticket = Ticket {
            offer: moment.random.id(),
            value: moment.random.id(),
            user: user.to_owned(),
            nonce: moment.random.id(),
            expires_at: moment.now + self.settings.ticket_lifetime,
            bound: None,
        };
        let link = self.link(&ticket, moment);
        self.offers.insert(ticket.offer.clone(), ticket.value.clone());
        self.changed.insert(Row::Ticket(ticket.value.clone()));
        self.tickets.insert(ticket.value.clone(), ticket);
        Ok(link)
    }

    /// An offer made earlier.
    pub(super) fn offer_again(&self, id: &str, moment: &Moment<'_>) -> Result<OfferLink, WorldError> {
        self.ticket_of(id).map(|ticket| self.link(ticket, moment))
    }

    /// Whose offer it is and what became of it.
    pub(super) fn enrollment(&self, offer: &str, now: u64) -> Result<(String, EnrollmentState), WorldError> {
        let ticket = self.ticket_of(offer)?;
        let state = match &ticket.bound {
            Some(bound) => {
                let device = self.devices.get(&bound.device);
                EnrollmentState::Enrolled { device: device.map(|device| device.name.clone()).unwrap_or_default() }
            }
            None if now >= ticket.expires_at => EnrollmentState::Expired,
            None => EnrollmentState::Waiting { seconds_left: ticket.expires_at - now },
        };
        Ok((ticket.user.clone(), state))
    }

    pub(super) fn preview(&self, body: &Members, moment: &Moment<'_>) -> Result<Value, Refusal> {
        let value = body.text("ticket")?;
        if !is_ticket(value) {
            return Err(Refusal::InvalidRequest);
        }
        let ticket = self.tickets.get(value).filter(|ticket| moment.now < ticket.expires_at);
        let ticket = ticket.ok_or(Refusal::TicketInvalid)?;
        let user = self.users.get(&ticket.user).ok_or(Refusal::TicketInvalid)?;
        let algorithms: Vec<&str> = self.settings.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        let claims = json!({
            "iss": moment.issuer.url, "iat": moment.now, "exp": ticket.expires_at,
            "th": sha256(value.as_bytes()), "nonce": ticket.nonce, "rp": {"name": self.settings.issuer_name},
            "account": user.name, "algs": algorithms, "policy": user.policy,
        });
        let signer = &moment.issuer.signer;
        Ok(json!({"jwk": signer.public().jwk(), "preview": signer.sign("countersign-preview+jwt", &claims)}))
    }

    pub(super) fn enroll(&mut self, text: &str, moment: &mut Moment<'_>) -> Reply {
        Reply::from(self.try_enroll(text, moment))
    }

    fn try_enroll(&mut self, text: &str, moment: &mut Moment<'_>) -> Result<Value, Refusal> {
        let request = EnrollRequest::read(text, &moment.issuer.url)?;
        let ticket = self.tickets.get(&request.ticket).filter(|ticket| ticket.nonce == request.nonce);
        let ticket = ticket.ok_or(Refusal::TicketInvalid)?.clone();
        if let Some(bound) = &ticket.bound {
            let approval = request.approval.as_ref().map(PublicKey::thumbprint);
            let are_same_keys = bound.thumbprint == request.key.thumbprint() && bound.approval == approval;
            return if are_same_keys { Ok(json!({"receipt": bound.receipt})) } else { Err(Refusal::TicketUsed) };
        }
        if moment.now >= ticket.expires_at {
            return Err(Refusal::TicketInvalid);
        }
        if ![Some(&request.key), request.approval.as_ref()].into_iter().flatten().all(|key| self.takes(key)) {
            return Err(Refusal::AlgorithmRefused);
        }
        let user = self.users.get(&ticket.user).ok_or(Refusal::TicketInvalid)?.clone();
        if user.locked {
            return Err(Refusal::AccountLocked);
        }
        if self.devices_of(&user.name).count() >= self.settings.device_limit {
            return Err(Refusal::DeviceLimit);
        }
        let receipt = self.bind(&ticket, &user, request, moment);
        Ok(json!({ "receipt": receipt }))
    }

    /// Whether the key's algorithm is one of those that previews name.
    pub(super) fn takes(&self, key: &PublicKey) -> bool {
        self.settings.algorithms.iter().any(|algorithm| algorithm.name() == key.algorithm())
    }

    fn bind(&mut self, ticket: &Ticket, user: &User, request: EnrollRequest, moment: &mut Moment<'_>) -> String {
        let device = Device {
            id: moment.random.id(),
            user: user.name.clone(),
            name: request.name,
            platform: request.platform,
            app: request.app,
            push: request.push,
            key: request.key,
            former_key: None,
            approval: request.approval.map(|key| ApprovalKey { key, former_key: None }),
            hint: moment.random.id(),
            enrolled_at: moment.now,
            suspended: false,
            last_update: 0,
        };
        let receipt = self.receipt(ticket, user, &device, moment);
        let bound = Bound {
            thumbprint: device.key.thumbprint(),
            approval: device.approval.as_ref().map(|approval| approval.key.thumbprint()),
            device: device.id.clone(),
            receipt: receipt.clone(),
        };
        if let Some(stored) = self.tickets.get_mut(&ticket.value) {
            stored.bound = Some(bound);
        }
        self.changed.insert(Row::Ticket(ticket.value.clone()));
        self.changed.insert(Row::Device(device.id.clone()));
        self.notify(&user.name, NoticeKind::DeviceAdded, &device.name, moment.now);
        self.devices.insert(device.id.clone(), device);
        receipt
    }

    fn receipt(&self, ticket: &Ticket, user: &User, device: &Device, moment: &Moment<'_>) -> String {
        let mut claims = json!({
            "iss": moment.issuer.url, "iat": moment.now, "th": sha256(ticket.value.as_bytes()),
            "rp": {"name": self.settings.issuer_name}, "account": user.name, "policy": user.policy,
            "sub": user.id, "aud": device.key.thumbprint(), "device": device.id, "hint": device.hint,
            "endpoints": {"device": moment.issuer.device_url()},
        });
        if let Some(approval) = &device.approval {
            claims["approval"] = json!(approval.key.thumbprint());
        }
        if let Some(otp) = &user.otp {
            let secret = BASE32_NOPAD.encode(&otp.secret);
            claims["otp"] = json!({"secret": secret, "algorithm": "SHA1", "digits": 6, "period": 30});
        }
        moment.issuer.signer.sign("countersign-receipt+jwt", &claims)
    }

    fn ticket_of(&self, offer: &str) -> Result<&Ticket, WorldError> {
        self.offers.get(offer).and_then(|value| self.tickets.get(value)).ok_or(WorldError::NotFound)
    }

    fn link(&self, ticket: &Ticket, moment: &Moment<'_>) -> OfferLink {
        let issuer = &moment.issuer;
        let thumbprint = issuer.signer.public().thumbprint();
        let mut uri = format!("countersign://enroll?v=1&i={}&t={}&k={thumbprint}", encode(&issuer.url), ticket.value);
        for (name, text) in [("n", &self.settings.issuer_name), ("a", &ticket.user)] {
            let parameter = format!("&{name}={}", encode(text));
            // The names only label the code, and a long one in another script may not fit.
            if uri.len() + parameter.len() <= MAX_OFFER {
                uri.push_str(&parameter);
            }
        }
        OfferLink { id: ticket.offer.clone(), uri, expires_at: ticket.expires_at }
    }
}

struct EnrollRequest {
    key: PublicKey,
    approval: Option<PublicKey>,
    ticket: String,
    nonce: String,
    name: String,
    platform: String,
    app: String,
    push: Option<Push>,
}

impl EnrollRequest {
    fn read(text: &str, issuer: &str) -> Result<Self, Refusal> {
        let message = Message::parse(text, Kind::Enroll).map_err(|error| match error {
            MessageError::Malformed => Refusal::InvalidRequest,
            MessageError::Algorithm => Refusal::AlgorithmRefused,
        })?;
        let key = message.key().ok_or(Malformed)?;
        if !message.verify(key) {
            return Err(Refusal::SignatureInvalid);
        }
        let claims = message.claims()?;
        if claims.text("aud")? != issuer {
            return Err(Refusal::AudienceMismatch);
        }
        claims.integer("iat")?;
        let device = claims.object("device")?;
        let push = device.is_given("push").then(|| push_of(&device.object("push")?)).transpose()?;
        let ticket = claims.text("ticket")?;
        if !is_ticket(ticket) {
            return Err(Refusal::InvalidRequest);
        }
        let nonce = claims.id("nonce")?;
        let approval = claims.is_given("approval").then(|| claims.text("approval")).transpose()?;
        let approval = approval.map(|text| approval_of(text, issuer, nonce, key)).transpose()?;
        Ok(Self {
            key: key.clone(),
            approval,
            ticket: ticket.to_owned(),
            nonce: nonce.to_owned(),
            name: device.display("name", 64)?.to_owned(),
            platform: device.id("platform")?.to_owned(),
            app: device.display("app", 64)?.to_owned(),
            push,
        })
    }
}

/// Reads the `push` member of enroll and update.
pub(super) fn push_of(members: &Members) -> Result<Push, Malformed> {
    let (provider, token) = (members.id("provider")?, members.text("token")?);
    if token.is_empty() || !is_display(token, 4_096) {
        return Err(Malformed);
    }
    if provider == WEB_PUSH {
        Subscription::parse(token)?;
    }
    Ok(Push { provider: provider.to_owned(), token: token.to_owned() })
}

/// 22 to 128 characters of the id alphabet.
fn is_ticket(text: &str) -> bool {
    (22..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Percent-encoding in which `+` means itself, so a space is `%20`.
fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Limit of section 1, in characters; all of them are ASCII. A QR code of medium correction holds 2,331.
const MAX_OFFER: usize = 2_048;
