//! Secrets and personal texts stay in their places.

mod guardian;
mod handset;
mod native;
mod wso2;
