//! The server as a WSO2 Identity Server.

mod admin;
mod answer_errors;
mod applications;
mod console;
mod device;
mod device_errors;
mod keeping;
mod login_app;
mod login_enrollment;
mod login_pages;
mod login_scripts;
mod my_account;
mod oauth;
