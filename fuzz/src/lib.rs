//! The stage for the fuzz targets: an issuer that can sign anything, and a phone enrolled with it.

mod issuer;
mod phone;

pub use issuer::Issuer;
pub use phone::{Phone, drive, moment, reply};
