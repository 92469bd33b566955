//! The scenarios of `tests/scenarios`, through the calls that other languages make.

mod dialects;
mod keeping;
mod logins;
mod parts;
mod phone;
