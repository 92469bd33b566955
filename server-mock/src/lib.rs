//! A push-login server for tests.
