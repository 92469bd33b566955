//! The stage for the fuzz targets: an issuer that can sign anything, a phone enrolled with it, and a phone of a Guardian
//! tenant.

mod guardian;
mod issuer;
mod phone;

pub use guardian::GuardianPhone;
pub use issuer::Issuer;
pub use phone::{Phone, drive, moment, reply};
