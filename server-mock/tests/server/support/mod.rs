//! A tiny phone and an HTTP client, written from docs/protocol.md.

pub(crate) mod admin;
pub(crate) mod browser;
pub(crate) mod endpoint;
pub(crate) mod guardian;
pub(crate) mod handset;
pub(crate) mod http;
pub(crate) mod jws;
pub(crate) mod phone;
pub(crate) mod portal;
pub(crate) mod rp;
pub(crate) mod wso2;

pub(crate) use admin::Admin;
pub(crate) use endpoint::Endpoint;
pub(crate) use handset::Handset;
pub(crate) use http::{Answer, Http};
pub(crate) use phone::{Phone, enrolled};
pub(crate) use rp::Rp;

/// A time for clocks that tests set.
pub(crate) const START: u64 = 1_900_000_000;
