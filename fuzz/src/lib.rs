//! The stage for the fuzz targets: an issuer that can sign anything, a phone enrolled with it, and phones of a Guardian
//! tenant and of a WSO2 server.

mod guardian;
mod issuer;
mod phone;
mod wso2;

pub use guardian::GuardianPhone;
pub use issuer::Issuer;
pub use phone::{Phone, drive, moment, reply};
pub use wso2::{Wso2Phone, approve};
