//! Published and shared test vectors.

mod ed25519;
mod guardian;
mod jose;
mod json;
mod urls;
mod web_push;
