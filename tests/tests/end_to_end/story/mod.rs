//! Whole stories of a person, a phone and a server.

mod guardian;
mod native;
mod wso2;
