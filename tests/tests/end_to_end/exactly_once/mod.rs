//! Whatever is lost, repeated or canceled: one answer, one device, one account.

mod cancel;
mod devices;
mod guardian;
mod locked_key;
mod network;
mod removal;
mod rotation;
mod wso2;
