//! The key file of a Google service account, checked before it is stored.

use data_encoding::BASE64;
use ring::signature::RsaKeyPair;

use crate::json::parse_object;

/// Whether `text` is the key file of a service account; the error says to an administrator what is wrong.
pub(super) fn check_service_account(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() {
        return Err("Choose a file.");
    }
    let members = parse_object(text.as_bytes()).map_err(|_| "The file is not JSON.")?;
    if members.text("type") != Ok("service_account") {
        return Err("The file is not the key of a service account: its type is not service_account.");
    }
    if members.text("project_id").is_ok_and(str::is_empty) || members.text("project_id").is_err() {
        return Err("The file names no project_id.");
    }
    if !members.text("client_email").is_ok_and(|email| email.contains('@')) {
        return Err("The file names no client_email.");
    }
    match members.text("private_key").ok().and_then(der) {
        Some(key) if RsaKeyPair::from_pkcs8(&key).is_ok() => Ok(()),
        Some(_) | None => Err("The private_key in the file is not an RSA key."),
    }
}

fn der(pem: &str) -> Option<Vec<u8>> {
    let body = pem.trim().strip_prefix("-----BEGIN PRIVATE KEY-----")?.strip_suffix("-----END PRIVATE KEY-----")?;
    let text: String = body.split_whitespace().collect();
    BASE64.decode(text.as_bytes()).ok()
}
