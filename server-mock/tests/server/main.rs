//! The whole server over HTTP, in one program: a test program per file would be linked forty times.

#![allow(clippy::unwrap_used, reason = "a step that fails fails its test")]

mod approval_keys;
mod backchannel;
mod control;
mod device_errors;
mod faults;
mod guardian;
mod hints;
mod managing;
mod native_flow;
mod pages;
mod running;
mod support;
mod web_push;
mod wso2;
