//! The control API: everything the Rust API does, as JSON over HTTP, described by an OpenAPI document.

mod clients;
mod clock;
mod error;
mod faults;
mod guardian;
mod json;
mod logins;
mod openapi;
mod records;
mod snapshots;
mod users;
mod wso2;
mod wso2_applications;
mod wso2_settings;

pub(crate) use error::ApiError;
pub(crate) use json::json_body;
pub(crate) use openapi::routes;
