//! The machinery that all dialects share. Pure.

pub mod flow;
mod http;
pub mod jose;
pub mod json;
pub mod percent;
pub mod text;
pub mod url_rules;
pub mod web_push;

pub use flow::{Flow, Signatory};
pub use http::{HttpRequest, HttpResponse, Method};
