//! The examples in section 11 of docs/protocol.md: made by core and the mock, checked with ring.
//!
//! `UPDATE_EXAMPLES=1 cargo test -p countersign-tests --test end_to_end protocol_examples` writes the section anew.

mod approval_story;
mod document;
mod section;
mod story;
