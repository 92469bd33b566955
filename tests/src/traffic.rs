//! The signed messages in recorded traffic.

use serde_json::Value;

use crate::Recorded;
use crate::jws::open;

/// Who signs a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The server.
    Issuer,
    /// The phone.
    Device,
}

/// A signed message as it went over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Who sent it.
    pub signer: Signer,
    /// Its kind.
    pub typ: String,
    /// The compact JWS.
    pub compact: String,
}

/// All signed messages in the order in which they were sent, each once; what is inside another message comes before it.
pub fn messages(recorded: &[Recorded]) -> Vec<Message> {
    let mut found: Vec<Message> = Vec::new();
    let mut add = |signer, compact: &str| {
        let typ = open(compact).header["typ"].as_str().expect("every message has a kind").to_owned();
        if !found.iter().any(|known| known.compact == compact) {
            found.push(Message { signer, typ, compact: compact.to_owned() });
        }
    };
    for Recorded { request, response } in recorded {
        let proof = request.headers.iter().find_map(|(_, value)| value.strip_prefix("Countersign "));
        let body = std::str::from_utf8(&request.body).expect("bodies are text");
        for compact in proof.into_iter().chain(Some(body).filter(|body| body.starts_with("ey"))) {
            let claims = open(compact).claims;
            let inner = ["approval", "proof"].map(|name| claims[name].as_str());
            inner.into_iter().flatten().for_each(|inner| add(Signer::Device, inner));
            add(Signer::Device, compact);
        }
        let reply = response.as_ref().and_then(|response| serde_json::from_slice::<Value>(&response.body).ok());
        let reply = reply.unwrap_or_default();
        let single = ["preview", "receipt", "challenge"].map(|name| reply[name].as_str());
        let listed = reply["challenges"].as_array().into_iter().flatten().map(Value::as_str);
        single.into_iter().chain(listed).flatten().for_each(|compact| add(Signer::Issuer, compact));
    }
    found
}

/// Every kind of message in docs/protocol.md.
pub const KINDS: [&str; 12] = [
    "countersign-preview+jwt",
    "countersign-enroll+jwt",
    "countersign-approval-key+jwt",
    "countersign-receipt+jwt",
    "countersign-challenge+jwt",
    "countersign-answer+jwt",
    "countersign-proof+jwt",
    "countersign-update+jwt",
    "countersign-rotate+jwt",
    "countersign-rotate-key+jwt",
    "countersign-unenroll+jwt",
    "countersign-report+jwt",
];
