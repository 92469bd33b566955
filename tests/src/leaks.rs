//! Looking for planted secrets in everything a phone leaves behind.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER, HEXUPPER};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;

/// Everything that this thread logs at any level, except by the mock server, which may print what it likes.
#[derive(Clone, Default)]
pub struct Logs(Arc<Mutex<Vec<u8>>>);

impl Logs {
    /// Listens until the guard is dropped.
    pub fn capture() -> (Self, DefaultGuard) {
        let logs = Self::default();
        let writer = logs.clone();
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        let is_phone = filter_fn(|event| !event.target().starts_with("countersign_server_mock"));
        let subscriber = tracing_subscriber::registry().with(is_phone).with(lines);
        (logs, tracing::subscriber::set_default(subscriber))
    }

    /// What was logged so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("not poisoned").clone()
    }
}

impl Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A secret that must not be found, in the forms in which it would still be readable.
#[derive(Clone)]
pub struct Canary {
    /// What it is, to say which one sang.
    pub name: &'static str,
    forms: Vec<Vec<u8>>,
}

impl Canary {
    /// A secret of at least four bytes.
    ///
    /// # Panics
    /// When `secret` is shorter: it would be found everywhere.
    pub fn new(name: &'static str, secret: impl AsRef<[u8]>) -> Self {
        let secret = secret.as_ref();
        assert!(secret.len() >= 4, "{name} is too short to look for");
        let mut forms = vec![secret.to_vec(), listed(secret)];
        forms.extend([HEXLOWER, HEXUPPER, BASE32_NOPAD].map(|form| form.encode(secret).into_bytes()));
        for form in [BASE64_NOPAD, BASE64URL_NOPAD] {
            forms.extend((0..3).map(|offset| inner_base64(&form, secret, offset)));
        }
        if let Ok(text) = std::str::from_utf8(secret) {
            forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        }
        Self { name, forms }
    }

    /// Whether any form of the secret is in `place`.
    pub fn is_in(&self, place: &[u8]) -> bool {
        self.forms.iter().any(|form| memchr::memmem::find(place, form).is_some())
    }
}

/// Names of the canaries that are in `place`.
pub fn found<'a>(canaries: &'a [Canary], place: &[u8]) -> Vec<&'a str> {
    canaries.iter().filter(|canary| canary.is_in(place)).map(|canary| canary.name).collect()
}

/// All files below `folder` with their contents, except those called `except`.
pub fn contents(folder: &Path, except: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let files = entries.filter(|entry| entry.file_name() != except);
    files
        .map(|file| (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).expect("a file")))
        .collect()
}

/// The bytes as `Debug` prints a `Vec<u8>`, without the brackets.
fn listed(bytes: &[u8]) -> Vec<u8> {
    let numbers: Vec<String> = bytes.iter().map(ToString::to_string).collect();
    numbers.join(", ").into_bytes()
}

/// The characters that `secret` becomes inside a longer base64 text, where it starts `offset` bytes after a boundary.
fn inner_base64(form: &Encoding, secret: &[u8], offset: usize) -> Vec<u8> {
    let padded = [&[0; 3][..offset], secret].concat();
    let whole = padded.len() * 8 / 6;
    let tainted = (offset * 8).div_ceil(6);
    form.encode(&padded).into_bytes()[tainted..whole].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_found_in_every_form() {
        let canary = Canary::new("test", b"canary-482913");
        let log = format!("{:?}", b"say canary-482913 loud".to_vec());
        let inside = |before: &str| BASE64URL_NOPAD.encode(format!("{before}canary-482913 and more").as_bytes());
        for place in [
            "a canary-482913 b".to_owned(),
            log,
            inside(""),
            inside("x"),
            inside("xy"),
            inside("xyz"),
            HEXUPPER.encode(b"canary-482913"),
        ] {
            assert!(canary.is_in(place.as_bytes()), "{place}");
        }
        assert!(!canary.is_in(b"canary-482914"));
    }

    #[test]
    fn logs_of_the_phone_are_captured_at_every_level_and_those_of_the_mock_are_not() {
        let (logs, guard) = Logs::capture();
        tracing::trace!("quiet canary");
        tracing::error!(target: "countersign_server_mock::world", "loud mock");
        drop(guard);
        tracing::error!("after");

        let text = String::from_utf8(logs.bytes()).expect("text");
        assert!(text.contains("quiet canary") && !text.contains("mock") && !text.contains("after"), "{text}");
    }
}
