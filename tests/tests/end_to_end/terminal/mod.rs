//! The phone in the terminal.

mod codes;
mod wso2;
