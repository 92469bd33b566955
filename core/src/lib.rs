//! The phone's brain of a push authenticator.
//!
//! A website asks "is it you?"; a phone answers. This crate reads enrollment QR codes, keeps device keys, checks
//! challenges, and signs approve and deny answers exactly once, in whatever language (dialect) the server speaks.
//!
//! Start at [`engine::Authenticator`]. The layers, from the inside out:
//!
//! - [`model`], [`protocol`], [`dialect`], [`otp`] are pure: no clock, randomness, network, disk or threads;
//! - [`store`] and [`platform`] are the world behind traits, each with its desktop implementation;
//! - [`engine`] drives the pure layers through the traits and keeps the decision journal;
//! - [`error`] is what callers see.

pub mod dialect;
pub mod engine;
pub mod error;
pub mod model;
pub mod otp;
pub mod platform;
pub mod protocol;
#[cfg(feature = "scan")]
pub mod scan;
pub mod store;

/// The examples of the README compile.
#[cfg(all(doctest, feature = "reqwest", feature = "keyring"))]
#[doc = include_str!("../../README.md")]
mod readme {}
