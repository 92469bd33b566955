//! The server as an Auth0 Guardian tenant.

mod browser;
mod device;
mod device_errors;
mod keeping;
mod management;
mod management_access;
mod management_input;
mod management_providers;
mod management_users;
mod mfa_enroll;
mod mfa_login;
mod oauth_backchannel;
mod oauth_clients;
mod oauth_logins;
