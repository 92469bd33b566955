//! Support for whole-story tests.
