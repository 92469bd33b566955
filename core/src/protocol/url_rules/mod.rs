//! What an issuer URL or a push endpoint may be, and how an issuer's host is shown.
//!
//! Everything a phone ever contacts follows from one scanned text, so that text is refused unless it is plainly one
//! public `https` address. Nothing is repaired: a text that a URL parser would silently rewrite (case, tabs, `\`, octal
//! addresses, full-width dots) is an error, so two parsers cannot disagree about who is meant.

mod display;
mod endpoint;
mod error;
mod host;
mod issuer;
mod path;

pub use endpoint::PushEndpoint;
pub use error::UrlError;
pub use issuer::{IssuerUrl, LoopbackHttp, UrlRules};
