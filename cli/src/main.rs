//! A push authenticator in the terminal.

fn main() {}
