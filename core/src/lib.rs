//! The phone's brain of a push authenticator.
