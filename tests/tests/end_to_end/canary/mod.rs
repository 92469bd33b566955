//! Secrets and personal texts stay in their places.

mod guardian;
mod native;
mod wso2;
